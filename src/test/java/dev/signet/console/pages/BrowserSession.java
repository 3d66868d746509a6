package dev.signet.console.pages;

import dev.signet.testing.TestClient;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The browser session of a user, which sends requests like a browser.
///
/// @param cookie the value of the `Cookie` header
/// @param formToken the token that its forms send
public record BrowserSession(TestClient client, String cookie, String formToken) {
  private static final Pattern TOKEN = Pattern.compile("name=\"form_token\" value=\"([^\"]+)\"");

  /// A visitor who is not signed in, with forms from the server's own pages.
  static TestClient signedOut(TestServer server) {
    return server.unauthenticated().with("Origin", server.base().toString());
  }

  public static BrowserSession signIn(TestServer server, String operatorKey) {
    return fromSignIn(
        server, signedOut(server).form("/console/sign-in", "operator_key", operatorKey));
  }

  /// The session that a sign-in response has started.
  static BrowserSession fromSignIn(TestServer server, TestResponse letIn) {
    var cookie =
        letIn
            .header("set-cookie")
            .orElseThrow(() -> new AssertionError("Not signed in: " + letIn))
            .split(";", 2)[0];
    var client = signedOut(server).with("Cookie", cookie);
    var found = TOKEN.matcher(client.get("/console/confirm").body());
    if (!found.find()) {
      throw new AssertionError("No form on the page");
    }
    return new BrowserSession(client, cookie, found.group(1));
  }

  public TestResponse get(String path) {
    return client.get(path);
  }

  /// Sends a form of the console; fields are name, value, name, value.
  public TestResponse form(String path, String... pairs) {
    var all = new ArrayList<>(List.of(pairs));
    all.add("form_token");
    all.add(formToken);
    return client.form(path, all.toArray(String[]::new));
  }
}
