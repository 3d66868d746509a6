package dev.signet.tokens;

import dev.signet.http.Authorization;
import dev.signet.http.Caller;
import dev.signet.http.Gate;
import dev.signet.http.Request;
import dev.signet.refusal.Refused;
import java.util.Optional;

/// Knows agents by their access tokens, at our own protected paths. A token that is for other
/// resources only is not taken here ([RFC 9068
/// §4](https://www.rfc-editor.org/rfc/rfc9068#section-4)).
public final class TokenGate implements Gate {
  private final Tokens tokens;
  private final String issuer;

  public TokenGate(Tokens tokens, String issuer) {
    this.tokens = tokens;
    this.issuer = issuer;
  }

  @Override
  public Optional<Caller> recognise(Authorization.Token presented, Request request) {
    if (presented.scheme() != Authorization.Scheme.BEARER || presented.value().indexOf('.') < 0) {
      return Optional.empty();
    }
    var token =
        tokens
            .live(presented.value())
            .filter(live -> live.audience().contains(issuer))
            .orElseThrow(() -> Refused.unauthenticated("no living access token for this server"));
    return Optional.of(
        new Caller.Agent(
            token.agent().id().value(),
            token.agent().organization().value(),
            token.scopes(),
            token.id()));
  }
}
