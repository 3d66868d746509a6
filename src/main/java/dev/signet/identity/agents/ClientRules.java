package dev.signet.identity.agents;

import dev.signet.base.oauth.GrantType;
import dev.signet.base.oauth.RedirectUri;
import dev.signet.base.refusals.Refusal.FieldError;
import dev.signet.base.refusals.Refused;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Set;

/// What fits together in the profile of an OAuth client: its type, its grant types, its redirect
/// URIs and how it authenticates.
final class ClientRules {
  static final int MAX_REDIRECT_URIS = 10;

  /// The grant types that need no client authentication.
  private static final Set<GrantType> OF_PUBLIC_CLIENTS =
      Set.copyOf(EnumSet.of(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN));

  private ClientRules() {}

  /// The grant types of a registration that does not name any.
  static Set<GrantType> defaultGrantTypes(ClientType type) {
    return switch (type) {
      case CONFIDENTIAL -> Set.of(GrantType.CLIENT_CREDENTIALS);
      case PUBLIC -> OF_PUBLIC_CLIENTS;
    };
  }

  /// @throws Refused `Invalid` with everything that does not fit
  static void requireConsistent(Profile profile) {
    var faults = new ArrayList<FieldError>();
    if (profile.grantTypes().contains(GrantType.AUTHORIZATION_CODE)
        && profile.redirectUris().isEmpty()) {
      faults.add(
          new FieldError(
              "redirectUris", "needs at least one, because grantTypes has authorization_code"));
    }
    if (profile.isPublicClient()) {
      if (!OF_PUBLIC_CLIENTS.containsAll(profile.grantTypes())) {
        faults.add(
            new FieldError(
                "grantTypes",
                "may have only authorization_code and refresh_token, because a public client does"
                    + " not authenticate"));
      }
      if (profile.jwks().isPresent() || profile.jwksUri().isPresent()) {
        faults.add(
            new FieldError(
                "clientType",
                "cannot be public while jwks or jwksUri has keys to authenticate by"));
      }
      if (profile.fapi2()) {
        faults.add(new FieldError("fapi2", "is for confidential clients only, which authenticate"));
      }
    } else if (profile.redirectUris().stream().anyMatch(RedirectUri::isPrivateScheme)) {
      faults.add(
          new FieldError("redirectUris", "may have a private scheme only if clientType is public"));
    }
    if (!faults.isEmpty()) {
      throw Refused.invalid(faults);
    }
  }
}
