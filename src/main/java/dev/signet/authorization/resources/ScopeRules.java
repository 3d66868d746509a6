package dev.signet.authorization.resources;

import dev.signet.base.oauth.Scopes;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the scopes of a resource have to be.
final class ScopeRules {
  static final int MAX_SCOPES = 100;

  /// The scopes of OpenID Connect Core 1.0 (§3.1.2.1, §5.4 and §11), which are for no resource.
  static final Set<String> OPENID_SCOPES =
      Set.of("openid", "profile", "email", "address", "phone", "offline_access");

  private ScopeRules() {}

  /// Why a text cannot be the name of a scope; empty when it can.
  static Optional<String> errorOfName(String name) {
    if (!Scopes.isScope(name)) {
      return Optional.of(
          "must be 1 to " + Scopes.MAX_LENGTH + " visible ASCII characters without \" and \\");
    }
    if (Scopes.isServerScope(name)) {
      return Optional.of("is a scope of this server, which no resource can have");
    }
    return OPENID_SCOPES.contains(name)
        ? Optional.of("is a scope of OpenID Connect, which no resource can have")
        : Optional.empty();
  }

  /// The first error of scopes that are valid each by itself.
  static Optional<String> firstError(ResourceScopes scopes) {
    if (scopes.all().size() > MAX_SCOPES) {
      return Optional.of("would be one of more than " + MAX_SCOPES + " scopes");
    }
    if (!scopes.names().fitInToken()) {
      return Optional.of(
          "would make all names longer than " + Scopes.MAX_TEXT + " characters together");
    }
    var names = new HashSet<String>();
    for (var scope : scopes.all()) {
      if (!names.add(scope.name())) {
        return Optional.of("has the name " + scope.name() + " twice");
      }
    }
    for (var scope : scopes.all()) {
      var unknown = firstUnknown(scope.implies(), names);
      if (unknown.isPresent()) {
        return Optional.of(
            scope.name() + " implies " + unknown.get() + ", which the resource does not have");
      }
      if (scope.implies().contains(scope.name())) {
        return Optional.of(scope.name() + " implies itself");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> firstUnknown(List<String> implied, Set<String> names) {
    return implied.stream().filter(name -> !names.contains(name)).findFirst();
  }
}
