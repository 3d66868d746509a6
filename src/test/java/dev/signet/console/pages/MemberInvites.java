package dev.signet.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestClient;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.List;
import java.util.regex.Pattern;

/// Invites users to organizations, or to the whole server, and signs them in by their links.
record MemberInvites(TestServer server) {
  private static final Pattern LINK = Pattern.compile("/console/welcome\\?link=(link_\\w+)");

  static String path(String organization) {
    return "/api/v1/organizations/" + organization + "/members";
  }

  static TestResponse invite(TestClient by, String organization, String name, String role) {
    return by.post(path(organization), "name", name, "role", role);
  }

  TestResponse invite(String organization, String name, String role) {
    var invited = invite(server.operator(), organization, name, role);
    assertThat(invited.status()).as(invited.body()).isEqualTo(201);
    return invited;
  }

  /// Adds a user of the whole server, and returns the page with the link.
  TestResponse addToServer(String name, String role) {
    return BrowserSession.signIn(server, server.operatorKey())
        .form("/console/people/new", "name", name, "role", role);
  }

  /// The secret of the link in a response or on a page.
  static String link(TestResponse invited) {
    var found = LINK.matcher(invited.body());
    assertThat(found.find()).as(invited.body()).isTrue();
    return found.group(1);
  }

  /// Opens the link in a browser that is not signed in.
  TestResponse open(TestResponse invited) {
    return BrowserSession.signedOut(server)
        .form("/console/welcome", "link", link(invited), "name", "");
  }

  BrowserSession signIn(TestResponse invited) {
    return BrowserSession.fromSignIn(server, open(invited));
  }

  /// An operator key of the whole server.
  String key(String... scopes) {
    return server
        .operator()
        .post("/api/v1/operator-keys", "name", "key", "scopes", List.of(scopes))
        .text("secret");
  }

  /// An operator key of one organization.
  TestClient keyOf(String organization, String... scopes) {
    return server
        .unauthenticated()
        .bearer(
            server
                .operator()
                .post(
                    "/api/v1/operator-keys",
                    "name",
                    "tenant",
                    "scopes",
                    List.of(scopes),
                    "organizationId",
                    organization)
                .text("secret"));
  }

  /// Moves a session, and returns it with its new cookie.
  BrowserSession choose(BrowserSession visitor, String organization) {
    return BrowserSession.fromSignIn(
        server, visitor.form("/console/account/organizations", "organization", organization));
  }
}
