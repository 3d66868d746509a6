package dev.signet.tokens.grants;

import dev.signet.authorization.consents.Connection;
import dev.signet.authorization.consents.Consent;
import dev.signet.authorization.consents.Consents;
import dev.signet.authorization.requests.AuthorizationCode;
import dev.signet.authorization.requests.AuthorizationCodes;
import dev.signet.authorization.requests.Pkce;
import dev.signet.authorization.resources.ProtectedResources;
import dev.signet.authorization.resources.Resource;
import dev.signet.base.oauth.GrantType;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.Secret;
import dev.signet.identity.credentials.AuthenticatedClient;
import dev.signet.identity.organizations.OrganizationStates;
import dev.signet.tokens.issuing.ApprovedGrant;
import dev.signet.tokens.issuing.TokenRefusals;
import dev.signet.tokens.issuing.UserGrant;
import dev.signet.tokens.issuing.UserSource;
import dev.signet.validity.replay.OneTimeUse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The authorization code grant: a client redeems the code that a user's decision gave it ([RFC
/// 6749 §4.1.3](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3)).
final class AuthorizationCodeGrant {
  /// Codes are one-time uses of this namespace.
  private static final String USES = "authorization-code";

  /// How much longer than the code itself its use is remembered: so long a second use is noticed,
  /// and ends what the first one got.
  private static final Duration REUSE_NOTICED = Duration.ofMinutes(10);

  private final AuthorizationCodes codes;
  private final Consents consents;
  private final ProtectedResources resources;
  private final OrganizationStates organizations;
  private final Clock clock;

  AuthorizationCodeGrant(
      AuthorizationCodes codes,
      Consents consents,
      ProtectedResources resources,
      OrganizationStates organizations,
      Clock clock) {
    this.codes = codes;
    this.consents = consents;
    this.resources = resources;
    this.organizations = organizations;
    this.clock = clock;
  }

  /// What failed attempts are counted by: the code with its verifier, so that a party that has read
  /// the code alone cannot keep its client from redeeming it.
  static Secret presented(TokenRequest.CodeRedemption asked) {
    return Secret.of(asked.code() + " " + asked.codeVerifier().orElse(""));
  }

  /// The id of the code, if the use is of one.
  static Optional<String> codeOf(OneTimeUse use) {
    return use.namespace().equals(USES) ? Optional.of(use.id()) : Optional.empty();
  }

  /// Checks the request, except whether the code has been used: that is decided on issuance.
  ///
  /// @throws Refused `unauthorized_client`; `invalid_grant`, always with the same message;
  ///   `invalid_target` for another resource than the user allowed
  ApprovedGrant grant(AuthenticatedClient client, TokenRequest.CodeRedemption asked) {
    var agent = client.agent();
    ClientCredentialsGrant.requireGrant(agent.grantTypes().contains(GrantType.AUTHORIZATION_CODE));
    var code = require(client, asked);
    var allowed = code.allowed();
    var resource =
        resources
            .findById(allowed.resource())
            .filter(found -> found.organization().equals(allowed.organization()))
            .filter(found -> organizations.isActive(found.organization()))
            .orElseThrow(() -> TokenRefusals.invalidCode("the resource was deleted"));
    requireTarget(resource, asked);
    if (consents
        .find(allowed.consent())
        .filter(Consent::isActive)
        .filter(consent -> consent.generation() == allowed.generation())
        .filter(
            consent -> ProtectedResources.mayUse(resource, consents.organizationsOfUser(consent)))
        .isEmpty()) {
      throw TokenRefusals.invalidCode("the consent has ended");
    }
    return ApprovedGrant.ofUser(
        agent,
        resource.scopes().known(code.scopes()),
        resource.audience(),
        List.of(new OneTimeUse(USES, code.id(), code.expiresAt().plus(REUSE_NOTICED))),
        client.isPublic() ? Optional.empty() : Optional.of(client.credentialId()),
        Optional.empty(),
        new UserSource(
            new UserGrant(
                allowed.user(),
                allowed.consent(),
                allowed.generation(),
                allowed.organization(),
                allowed.authenticatedAt()),
            new UserSource.Target(
                resource.id(), resource.version(), resource.settings().tokenLifetime()),
            Optional.of(new Connection(code.id(), allowed.consent(), allowed.generation())),
            code.dpopKey()));
  }

  private AuthorizationCode require(AuthenticatedClient client, TokenRequest.CodeRedemption asked) {
    var code = codes.open(asked.code()).orElseThrow(() -> TokenRefusals.invalidCode("not ours"));
    if (!code.client().equals(client.agent().id())) {
      throw TokenRefusals.invalidCode("of another client");
    }
    if (code.clientGeneration() != client.agent().generation()) {
      throw TokenRefusals.invalidCode("revoked with the client's tokens");
    }
    if (!code.expiresAt().isAfter(clock.instant())) {
      throw TokenRefusals.invalidCode("expired");
    }
    if (asked.redirectUri().filter(uri -> !uri.equals(code.redirectUri())).isPresent()) {
      throw TokenRefusals.invalidCode("another redirect_uri");
    }
    if (asked.codeVerifier().filter(Pkce::isVerifier).filter(code::isVerifiedBy).isEmpty()) {
      throw TokenRefusals.invalidCode("another code_verifier, or none");
    }
    return code;
  }

  /// The user allowed one resource; the token request may name it again ([RFC 8707
  /// §2.2](https://www.rfc-editor.org/rfc/rfc8707#section-2.2)).
  private void requireTarget(Resource allowed, TokenRequest.CodeRedemption asked) {
    for (var uri : asked.resources()) {
      if (resources.find(uri).filter(found -> found.id().equals(allowed.id())).isEmpty()) {
        throw GrantRefusals.resourceNotAllowed();
      }
    }
  }
}
