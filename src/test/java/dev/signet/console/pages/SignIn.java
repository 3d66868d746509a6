package dev.signet.console.pages;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/// Signs in in a browser.
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

  /// Adds a device that stores passkeys and verifies its user.
  static void addDevice(Page page) {
    var devtools = page.context().newCDPSession(page);
    devtools.send("WebAuthn.enable");
    var options = new JsonObject();
    options.addProperty("protocol", "ctap2");
    options.addProperty("transport", "internal");
    options.addProperty("hasResidentKey", true);
    options.addProperty("hasUserVerification", true);
    options.addProperty("isUserVerified", true);
    options.addProperty("automaticPresenceSimulation", true);
    var asked = new JsonObject();
    asked.add("options", options);
    devtools.send("WebAuthn.addVirtualAuthenticator", asked);
  }
}
