package dev.signet.identity.credentials;

import dev.signet.base.jose.Claims;
import dev.signet.base.jose.PeerJws;
import dev.signet.identity.agents.Fapi2Policy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The requirements for an assertion ([RFC 7523
/// §3](https://www.rfc-editor.org/rfc/rfc7523#section-3), [RFC
/// 8725](https://www.rfc-editor.org/rfc/rfc8725)) that do not depend on the client or the signing
/// key.
final class AssertionRules {
  /// How far ahead of ours a client's clock may be.
  private static final Duration MAX_CLOCK_AHEAD = Duration.ofSeconds(60);

  /// How long after its `exp` an assertion is accepted, to allow for transmission. This is shorter
  /// than the clock tolerance: a used assertion has to be remembered until then, and a client whose
  /// clock is behind can give its assertions a longer lifetime.
  private static final Duration MAX_LATENESS = Duration.ofSeconds(10);

  /// How far ahead `exp` may be, so that an assertion does not become a password.
  private static final Duration MAX_LIFETIME = Duration.ofHours(1);

  private static final int MAX_JTI = 255;

  /// An assertion need not have a `typ`; another `typ` marks another kind of JWT ([RFC 8725
  /// §3.11](https://www.rfc-editor.org/rfc/rfc8725#section-3.11)).
  private static final Set<String> TYPES = Set.of("jwt", "client-authentication+jwt");

  private final String issuer;
  private final Clock clock;

  AssertionRules(String issuer, Clock clock) {
    this.issuer = issuer;
    this.clock = clock;
  }

  /// What is wrong with an assertion, in a few words for the audit log; empty for a correct one.
  ///
  /// @param path of the endpoint that received the assertion
  Optional<String> faultOf(PeerJws assertion, String path) {
    if (!AssertionCheck.ALGS.contains(assertion.alg())) {
      return Optional.of("its algorithm is not accepted");
    }
    if (!assertion.type().map(AssertionRules::mediaType).map(TYPES::contains).orElse(true)) {
      return Optional.of("it is a JWT of another type");
    }
    var claims = assertion.claims();
    var subject = claims.text("sub");
    if (subject.isEmpty() || !subject.equals(claims.text("iss"))) {
      return Optional.of("iss and sub are not both the client");
    }
    if (!isForUs(claims, path)) {
      return Optional.of("aud is not this server");
    }
    if (claims.text("jti").filter(jti -> !jti.isEmpty() && jti.length() <= MAX_JTI).isEmpty()) {
      return Optional.of("jti is missing or too long");
    }
    return faultOfTimes(claims);
  }

  private Optional<String> faultOfTimes(Claims claims) {
    var now = clock.instant();
    var end = claims.time("exp");
    if (end.isEmpty()) {
      return Optional.of(claims.has("exp") ? "exp is not a time" : "exp is missing");
    }
    if (!end.get().plus(MAX_LATENESS).isAfter(now)) {
      return Optional.of("exp has passed");
    }
    if (end.get().isAfter(now.plus(MAX_LIFETIME).plus(MAX_CLOCK_AHEAD))) {
      return Optional.of("exp is more than an hour ahead");
    }
    for (var name : List.of("nbf", "iat")) {
      if (!claims.has(name)) {
        continue;
      }
      var at = claims.time(name);
      if (at.isEmpty()) {
        return Optional.of(name + " is not a time");
      }
      if (at.get().isAfter(now.plus(MAX_CLOCK_AHEAD))) {
        return Optional.of(name + " is in the future");
      }
    }
    return Optional.empty();
  }

  /// Every value must identify this server: an assertion that is also for another server could be
  /// replayed here by that server.
  private boolean isForUs(Claims claims, String path) {
    return claims
        .texts("aud")
        .filter(names -> !names.isEmpty() && names.stream().allMatch(name -> isOurs(name, path)))
        .isPresent();
  }

  private boolean isOurs(String name, String path) {
    return name.equals(issuer)
        || name.equals(issuer + "/oauth/token")
        || name.equals(issuer + path);
  }

  /// How an otherwise correct assertion violates the FAPI 2.0 profile: by its algorithm (§5.4.1),
  /// or by an audience that is not the issuer as a string (§5.3.2.1). An array is refused even if
  /// it contains only the issuer, as the profile's conformance suite requires.
  Optional<String> faultByFapi2(PeerJws assertion) {
    if (!Fapi2Policy.accepts(assertion.alg())) {
      return Optional.of("FAPI 2.0 does not allow its algorithm");
    }
    return assertion.claims().text("aud").filter(issuer::equals).isPresent()
        ? Optional.empty()
        : Optional.of("FAPI 2.0 requires the issuer, as a string, as aud");
  }

  /// The time from which an assertion is refused for its age, so that its use may be forgotten.
  static Instant usableUntil(PeerJws assertion) {
    return assertion.claims().time("exp").orElseThrow().plus(MAX_LATENESS);
  }

  /// A media type in the forms that `typ` may have ([RFC 7515
  /// §4.1.9](https://www.rfc-editor.org/rfc/rfc7515#section-4.1.9)).
  private static String mediaType(String type) {
    var lower = type.toLowerCase(Locale.ROOT);
    return lower.startsWith("application/") ? lower.substring("application/".length()) : lower;
  }
}
