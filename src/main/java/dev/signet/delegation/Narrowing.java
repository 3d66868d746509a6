package dev.signet.delegation;

import dev.signet.base.oauth.Scopes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a token that is exchanged from another one allows: the intersection of everything above it.
/// A token never allows more than any token, delegation or agent of its chain.
public final class Narrowing {
  private Narrowing() {}

  /// The token that is exchanged.
  ///
  /// @param scopes and audience as it was issued with
  public record SubjectToken(
      Scopes scopes, List<String> audience, Instant expiresAt, boolean isBound) {
    public SubjectToken {
      audience = List.copyOf(audience);
    }
  }

  /// What the exchange requests.
  ///
  /// @param scopes empty for all that are allowed
  /// @param audience empty for the default
  public record Requested(Optional<Scopes> scopes, List<String> audience) {
    public Requested {
      audience = List.copyOf(audience);
    }
  }

  /// What limits every token that is issued now.
  ///
  /// @param lifetime the longest of the caller's tokens
  /// @param actorTokenExpiresAt of the actor token, if there is one
  public record Limits(
      Instant now, Duration lifetime, Optional<Instant> actorTokenExpiresAt, String issuer) {}

  /// Whether a token may be issued.
  public sealed interface Outcome {
    /// A token that allows this may be issued.
    ///
    /// @param requiresProof whether it has to be bound to a key
    record Allowed(Scopes scopes, List<String> audience, Instant expiresAt, boolean requiresProof)
        implements Outcome {
      public Allowed {
        audience = List.copyOf(audience);
      }
    }

    /// No token may be issued.
    ///
    /// @param allowedScopes those that may be requested
    record Denied(Reason reason, Scopes allowedScopes) implements Outcome {}
  }

  public enum Reason {
    /// An agent would be in the chain twice.
    CYCLE,
    /// More agents would act than a chain may have.
    TOO_DEEP,
    /// A delegation of the chain allows fewer hops.
    TOO_MANY_HOPS,
    /// A delegation of the chain has ended.
    DELEGATION_ENDED,
    /// The token would have expired when it is issued.
    EXPIRED,
    /// A requested scope is not allowed, or none is.
    SCOPE,
    /// A requested resource is not allowed, or none was requested and the chain allows several.
    TARGET
  }

  /// What a new token allows.
  ///
  /// @param chain of the new token: its holder is the caller
  public static Outcome meet(
      DelegationChain chain, SubjectToken subject, Requested requested, Limits limits) {
    var now = limits.now();
    if (chain.hasCycle()) {
      return denied(Reason.CYCLE);
    }
    if (chain.links().size() > Delegation.MAX_HOPS) {
      return denied(Reason.TOO_DEEP);
    }
    if (chain.exceedsHops()) {
      return denied(Reason.TOO_MANY_HOPS);
    }
    if (!chain.isActive(now)) {
      return denied(Reason.DELEGATION_ENDED);
    }
    var expiresAt = expiry(chain, subject, limits);
    if (!expiresAt.isAfter(now)) {
      return denied(Reason.EXPIRED);
    }
    var allowed = chain.narrow(subject.scopes());
    var scopes = requested.scopes().orElse(allowed);
    if (!allowed.values().containsAll(scopes.values()) || isScopeMissing(chain, scopes)) {
      return new Outcome.Denied(Reason.SCOPE, allowed);
    }
    var audience = audience(chain.reach(), subject, requested, limits.issuer());
    if (audience.isEmpty()) {
      return denied(Reason.TARGET);
    }
    return new Outcome.Allowed(
        scopes,
        audience,
        expiresAt,
        subject.isBound() || chain.agents().anyMatch(ChainAgent::requiresProof));
  }

  /// A token by which an agent acts for another one has at least one scope: without any it would
  /// allow nothing that was delegated.
  private static boolean isScopeMissing(DelegationChain chain, Scopes scopes) {
    return scopes.isEmpty() && !chain.links().isEmpty();
  }

  private static Outcome denied(Reason reason) {
    return new Outcome.Denied(reason, Scopes.NONE);
  }

  private static Instant expiry(DelegationChain chain, SubjectToken subject, Limits limits) {
    var lifetimes =
        Stream.concat(Stream.of(limits.lifetime()), chain.tokenLifetimes())
            .map(lifetime -> limits.now().plus(lifetime));
    return Stream.of(
            lifetimes,
            Stream.of(subject.expiresAt()),
            limits.actorTokenExpiresAt().stream(),
            chain.expiries())
        .flatMap(times -> times)
        .min(Instant::compareTo)
        .orElseThrow();
  }

  /// The audience need not be one of the subject token: to exchange a token is to aim it at another
  /// resource. What limits it are the resources of the delegations.
  ///
  /// @return empty when none is allowed
  private static List<String> audience(
      Resources reach, SubjectToken subject, Requested requested, String issuer) {
    if (!requested.audience().isEmpty()) {
      return reach.containsAll(requested.audience()) ? requested.audience() : List.of();
    }
    var kept = subject.audience().stream().filter(reach::contains).toList();
    if (!kept.isEmpty()) {
      return kept;
    }
    if (reach.contains(issuer)) {
      return List.of(issuer);
    }
    return reach.uris().size() == 1 ? reach.uris() : List.of();
  }

  /// The scopes that an exchanged token has now. It may have been issued when the delegations and
  /// agents of its chain allowed more. Its ancestors are checked separately, see
  /// [Ancestry#firstEnded].
  ///
  /// @param scopes and audience, as it was issued with
  /// @return empty when it is not active any more
  public static Optional<Scopes> current(
      DelegationChain chain, Scopes scopes, List<String> audience, Instant issuedAt, Instant now) {
    var left = chain.narrow(scopes);
    return chain.isActive(now)
            && chain.tokenLifetimes().allMatch(lifetime -> issuedAt.plus(lifetime).isAfter(now))
            && !chain.exceedsHops()
            && chain.reach().containsAll(audience)
            && !isScopeMissing(chain, left)
        ? Optional.of(left)
        : Optional.empty();
  }
}
