package dev.signet.authorization.requests;

import dev.signet.authorization.consents.Consent;
import dev.signet.authorization.requests.AuthorizationCode.Allowed;
import dev.signet.authorization.requests.AuthorizationRequest.RedirectTarget;
import dev.signet.base.db.Ids;
import dev.signet.base.oauth.RedirectUri;
import dev.signet.base.oauth.Scopes;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Fapi2Policy;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// The answers that clients get, as the URIs to which the user's browser is sent.
final class AuthorizationAnswers {
  /// How long a code can be redeemed.
  private static final Duration CODE_LIFETIME = Duration.ofSeconds(60);

  /// As [#CODE_LIFETIME], when the answer goes to a program on the user's computer: on a server
  /// without a browser the user carries it there by hand. Not for clients of FAPI 2.0, whose codes
  /// live 60 seconds at most.
  private static final Duration LOCAL_CODE_LIFETIME = Duration.ofMinutes(5);

  /// In characters: clients' servers and proxies refuse much longer addresses.
  private static final int MAX_CODE = 4 * 1024;

  private final Ids ids;
  private final Clock clock;
  private final AuthorizationCodes codes;
  private final Fapi2Policy fapi2;
  private final String issuer;

  AuthorizationAnswers(
      Ids ids, Clock clock, AuthorizationCodes codes, Fapi2Policy fapi2, String issuer) {
    this.ids = ids;
    this.clock = clock;
    this.codes = codes;
    this.fapi2 = fapi2;
    this.issuer = issuer;
  }

  /// A new code for what the user has allowed, or an error if it would be too long.
  ///
  /// @param client as it is registered
  String code(
      RequestPlan plan, AuthorizingUser user, Agent client, Consent consent, Scopes scopes) {
    var request = plan.request();
    var target = request.target();
    var lifetime =
        target.registered().isLocal() && !fapi2.appliesTo(client)
            ? LOCAL_CODE_LIFETIME
            : CODE_LIFETIME;
    var code =
        new AuthorizationCode(
            ids.next(),
            client.id(),
            client.generation(),
            new Allowed(
                user.id(),
                consent.id(),
                consent.generation(),
                plan.resource().id(),
                plan.resource().organization(),
                user.authenticatedAt()),
            scopes,
            target.uri(),
            request.codeChallenge(),
            request.dpopKey(),
            clock.instant().plus(lifetime));
    var text = codes.seal(code).reveal();
    return text.length() > MAX_CODE
        ? error(target, AuthorizationError.INVALID_SCOPE, "These are too many scopes for one code")
        : uri(target, Map.of("code", text));
  }

  String denied(RedirectTarget target, String description) {
    return error(target, AuthorizationError.ACCESS_DENIED, description);
  }

  String error(RedirectTarget target, AuthorizationError error, String description) {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("error", error.wire());
    parameters.put("error_description", description);
    return uri(target, parameters);
  }

  /// Every answer names this server ([RFC 9207
  /// §2](https://www.rfc-editor.org/rfc/rfc9207#section-2)).
  private String uri(RedirectTarget target, Map<String, String> answer) {
    var parameters = new LinkedHashMap<>(answer);
    target.state().ifPresent(state -> parameters.put("state", state));
    parameters.put("iss", issuer);
    return RedirectUri.withParameters(target.uri(), parameters);
  }
}
