package dev.signet.tokens.grants;

import dev.signet.authorization.resources.ProtectedResources;
import dev.signet.base.oauth.GrantType;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.Refused;
import dev.signet.identity.credentials.AuthenticatedClient;
import dev.signet.tokens.issuing.ApprovedGrant;
import java.util.List;
import java.util.Optional;

/// The client credentials grant: an agent requests a token for itself ([RFC 6749
/// §4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4)).
final class ClientCredentialsGrant {
  private ClientCredentialsGrant() {}

  /// Checks the request.
  ///
  /// @throws Refused `unauthorized_client` when the agent may not use this grant, `invalid_scope`
  ///   when none of the requested scopes is allowed
  static ApprovedGrant grant(
      AuthenticatedClient client,
      TokenRequest.ClientCredentials asked,
      ProtectedResources resources) {
    var agent = client.agent();
    requireGrant(agent.grantTypes().contains(GrantType.CLIENT_CREDENTIALS));
    return new ApprovedGrant(
        agent,
        narrow(asked.scopes(), agent.scopes()),
        resources.audience(asked.resources()),
        Optional.empty(),
        List.of(),
        Optional.of(client.credentialId()),
        Optional.empty());
  }

  static void requireGrant(boolean allowed) {
    if (!allowed) {
      throw GrantRefusals.grantTypeNotAllowed();
    }
  }

  /// The requested scopes that are allowed; all allowed scopes when none were requested. An agent
  /// without any scope gets a token without scopes, which only identifies the agent.
  static Scopes narrow(Optional<Scopes> asked, Scopes allowed) {
    if (asked.isEmpty()) {
      return allowed;
    }
    var left = asked.get().intersect(allowed);
    if (left.isEmpty()) {
      throw GrantRefusals.noScopeAllowed();
    }
    return left;
  }
}
