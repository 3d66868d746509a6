package dev.signet.tokens.issuing;

import dev.signet.base.jose.Thumbprint;
import dev.signet.base.oauth.GrantType;
import dev.signet.base.oauth.Scopes;
import dev.signet.events.audit.Binding;
import dev.signet.identity.agents.Agent;
import dev.signet.validity.replay.OneUse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A token that may be made, as a grant has judged it.
///
/// @param agent as it was when it was judged; when it has moved on since, no token is made
/// @param scopes what the token will hold, never nothing
/// @param audience the resources it is for; none means this server
/// @param boundTo the key that the token is to be bound to, as the client has proved it
/// @param uses what came with the request and may be used once; it is spent with the transaction
///   that issues
/// @param credential the credential that was shown; empty for a refresh
/// @param refresh the refresh token that was shown, if one was
/// @param test how long it lives at most, where somebody else makes it to try the agent out; empty
///   for what the agent itself asked for
public record Grant(
    Agent agent,
    Scopes scopes,
    List<String> audience,
    Optional<Thumbprint> boundTo,
    List<OneUse> uses,
    Optional<String> credential,
    Optional<Refresh> refresh,
    Optional<Duration> test) {

  public Grant {
    audience = List.copyOf(audience);
    uses = List.copyOf(uses);
  }

  /// What an agent itself asked for.
  public Grant(
      Agent agent,
      Scopes scopes,
      List<String> audience,
      Optional<Thumbprint> boundTo,
      List<OneUse> uses,
      Optional<String> credential,
      Optional<Refresh> refresh) {
    this(agent, scopes, audience, boundTo, uses, credential, refresh, Optional.empty());
  }

  /// What somebody makes to try an agent out.
  static Grant test(Agent agent, Scopes scopes, Duration atMost) {
    return new Grant(
        agent,
        scopes,
        List.of(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(atMost));
  }

  /// The same, once its client has proved that it holds this key.
  public Grant boundTo(Thumbprint key) {
    return new Grant(agent, scopes, audience, Optional.of(key), uses, credential, refresh, test);
  }

  /// The same, where this is spent too.
  public Grant using(OneUse use) {
    var more = new ArrayList<>(uses);
    more.add(use);
    return new Grant(agent, scopes, audience, boundTo, more, credential, refresh, test);
  }

  /// The same, once its uses are spent.
  public Grant withUsesSpent() {
    return new Grant(agent, scopes, audience, boundTo, List.of(), credential, refresh, test);
  }

  /// Until when a token lives that is made now: none outlives its agent.
  Instant expiry(Instant now) {
    var lifetime = agent.tokenLifetime();
    if (test.isPresent() && test.get().compareTo(lifetime) < 0) {
      lifetime = test.get();
    }
    var end = now.plus(lifetime);
    var agentsEnd = agent.expiresAt();
    return agentsEnd.isPresent() && agentsEnd.get().isBefore(end) ? agentsEnd.get() : end;
  }

  /// Whether a refresh token goes with the first token: not where the agent would not get it.
  boolean beginsFamily() {
    return refresh.isEmpty()
        && test.isEmpty()
        && agent.grantTypes().contains(GrantType.REFRESH_TOKEN);
  }

  /// What its tokens are bound to, with the key generation that they are made under.
  Optional<Binding> binding() {
    return boundTo.map(key -> new Binding(key.value(), agent.keyGeneration()));
  }

  /// A refresh token that is ours and has not expired. Whether it is good now is decided in the
  /// transaction that issues. What it says stays in this room.
  public static final class Refresh {
    private final RefreshToken token;

    Refresh(RefreshToken token) {
      this.token = token;
    }

    RefreshToken token() {
      return token;
    }

    /// The key whose proof it takes to use it, if it takes one.
    public Optional<Thumbprint> boundTo() {
      return token.boundTo();
    }
  }
}
