package dev.signet.console.pages;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/// Signs in.
final class SignIn {
  private SignIn() {}

  /// Signs in with an operator key, from any page.
  static void signIn(Page page, String operatorKey) {
    if (!page.url().contains("/console/sign-in")) {
      page.navigate("/console/sign-in");
    }
    page.getByLabel("Operator key").fill(operatorKey);
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in").setExact(true))
        .click();
    page.waitForURL("**/console");
  }
}
