package dev.signet.tokens.issuing;

import dev.signet.base.jose.Thumbprint;
import dev.signet.base.oauth.GrantType;
import dev.signet.base.oauth.Scopes;
import dev.signet.events.audit.TokenBinding;
import dev.signet.identity.agents.Agent;
import dev.signet.validity.replay.OneTimeUse;
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
/// @param testLifetime how long it lives at most, where somebody else makes it to try the agent
///   out; empty for what the agent itself asked for
public record TokenGrant(
    Agent agent,
    Scopes scopes,
    List<String> audience,
    Optional<Thumbprint> boundTo,
    List<OneTimeUse> uses,
    Optional<String> credential,
    Optional<RefreshSource> refresh,
    Optional<Duration> testLifetime) {

  public TokenGrant {
    audience = List.copyOf(audience);
    uses = List.copyOf(uses);
  }

  /// What an agent itself asked for.
  public TokenGrant(
      Agent agent,
      Scopes scopes,
      List<String> audience,
      Optional<Thumbprint> boundTo,
      List<OneTimeUse> uses,
      Optional<String> credential,
      Optional<RefreshSource> refresh) {
    this(agent, scopes, audience, boundTo, uses, credential, refresh, Optional.empty());
  }

  /// What somebody makes to try an agent out.
  static TokenGrant forTest(Agent agent, Scopes scopes, Duration atMost) {
    return new TokenGrant(
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
  public TokenGrant boundTo(Thumbprint key) {
    return new TokenGrant(
        agent, scopes, audience, Optional.of(key), uses, credential, refresh, testLifetime);
  }

  /// The same, where this is spent too.
  public TokenGrant withUse(OneTimeUse use) {
    var more = new ArrayList<>(uses);
    more.add(use);
    return new TokenGrant(
        agent, scopes, audience, boundTo, more, credential, refresh, testLifetime);
  }

  /// The same, once its uses are spent.
  public TokenGrant withUsesConsumed() {
    return new TokenGrant(
        agent, scopes, audience, boundTo, List.of(), credential, refresh, testLifetime);
  }

  /// Until when a token lives that is made now: none outlives its agent.
  Instant expiry(Instant now) {
    var lifetime = agent.tokenLifetime();
    if (testLifetime.isPresent() && testLifetime.get().compareTo(lifetime) < 0) {
      lifetime = testLifetime.get();
    }
    var end = now.plus(lifetime);
    var agentsEnd = agent.expiresAt();
    return agentsEnd.isPresent() && agentsEnd.get().isBefore(end) ? agentsEnd.get() : end;
  }

  /// Whether a refresh token goes with the first token: not where the agent would not get it.
  boolean startsRefreshFamily() {
    return refresh.isEmpty()
        && testLifetime.isEmpty()
        && agent.grantTypes().contains(GrantType.REFRESH_TOKEN);
  }

  /// What its tokens are bound to, with the key generation that they are made under.
  Optional<TokenBinding> binding() {
    return boundTo.map(key -> new TokenBinding(key.value(), agent.keyGeneration()));
  }

  /// A refresh token that is ours and has not expired. Whether it is good now is decided in the
  /// transaction that issues. What it says stays in this room.
  public static final class RefreshSource {
    private final RefreshToken token;

    RefreshSource(RefreshToken token) {
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
