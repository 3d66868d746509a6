package dev.signet.console;

import dev.signet.testing.Answer;
import dev.signet.testing.Client;
import dev.signet.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Somebody who is signed in, and sends what his browser would send.
///
/// @param cookie as a `Cookie` header has it
/// @param formToken what his forms carry
record Visitor(Client client, String cookie, String formToken) {
  private static final Pattern TOKEN = Pattern.compile("name=\"form_token\" value=\"([^\"]+)\"");

  /// Somebody at the door, whose forms come from the server's own pages.
  static Client at(TestServer server) {
    return server.anybody().with("Origin", server.base().toString());
  }

  static Visitor signsIn(TestServer server, String operatorKey) {
    return with(server, at(server).form("/console/sign-in", "operator_key", operatorKey));
  }

  /// Whoever was just let in.
  static Visitor with(TestServer server, Answer letIn) {
    var cookie =
        letIn
            .header("set-cookie")
            .orElseThrow(() -> new AssertionError("Not let in: " + letIn))
            .split(";", 2)[0];
    var client = at(server).with("Cookie", cookie);
    var found = TOKEN.matcher(client.get("/console/confirm").body());
    if (!found.find()) {
      throw new AssertionError("No form on the page");
    }
    return new Visitor(client, cookie, found.group(1));
  }

  Answer get(String path) {
    return client.get(path);
  }

  /// Sends a form as a page of the console has it: name, value, name, value.
  Answer form(String path, String... pairs) {
    var all = new ArrayList<>(List.of(pairs));
    all.add("form_token");
    all.add(formToken);
    return client.form(path, all.toArray(String[]::new));
  }
}
