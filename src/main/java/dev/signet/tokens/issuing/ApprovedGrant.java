package dev.signet.tokens.issuing;

import dev.signet.base.jose.Thumbprint;
import dev.signet.base.oauth.GrantType;
import dev.signet.base.oauth.Scopes;
import dev.signet.events.audit.TokenBinding;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.credentials.AuthenticatedClient;
import dev.signet.validity.replay.OneTimeUse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A token that may be issued, as a grant has decided.
///
/// @param agent as it was checked; if it has changed since, no token is issued
/// @param scopes the scopes that the token will have
/// @param audience the resources it is for; empty for this server
/// @param boundTo the key that the token is to be bound to, as the client has proved
/// @param uses the request's one-time uses, consumed in the issuing transaction
/// @param credential the credential that was presented; empty for a refresh
/// @param refresh the refresh token that was presented, if any
/// @param testLifetime the maximum lifetime of a test token; empty for a token that the agent
///   requested
/// @param exchange the token that this one is exchanged from, if any
/// @param user the user that it is about, if it is not about an agent
public record ApprovedGrant(
    Agent agent,
    Scopes scopes,
    List<String> audience,
    Optional<Thumbprint> boundTo,
    List<OneTimeUse> uses,
    Optional<String> credential,
    Optional<RefreshSource> refresh,
    Optional<Duration> testLifetime,
    Optional<ExchangeSource> exchange,
    Optional<UserSource> user) {

  public ApprovedGrant {
    audience = List.copyOf(audience);
    uses = List.copyOf(uses);
  }

  /// A grant that an agent requested itself.
  public ApprovedGrant(
      Agent agent,
      Scopes scopes,
      List<String> audience,
      Optional<Thumbprint> boundTo,
      List<OneTimeUse> uses,
      Optional<String> credential,
      Optional<RefreshSource> refresh) {
    this(
        agent,
        scopes,
        audience,
        boundTo,
        uses,
        credential,
        refresh,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /// A grant of a token about a user, by an authorization code or a refresh token.
  ///
  /// @param credential what the client presented; empty for a public client, and for a refresh
  public static ApprovedGrant ofUser(
      Agent agent,
      Scopes scopes,
      List<String> audience,
      List<OneTimeUse> uses,
      Optional<String> credential,
      Optional<RefreshSource> refresh,
      UserSource user) {
    return new ApprovedGrant(
        agent,
        scopes,
        audience,
        Optional.empty(),
        uses,
        credential,
        refresh,
        Optional.empty(),
        Optional.empty(),
        Optional.of(user));
  }

  /// A grant of a token that is exchanged from another one.
  public static ApprovedGrant ofExchange(
      AuthenticatedClient client, Scopes scopes, List<String> audience, ExchangeSource exchange) {
    return new ApprovedGrant(
        client.agent(),
        scopes,
        audience,
        Optional.empty(),
        List.of(),
        Optional.of(client.credentialId()),
        Optional.empty(),
        Optional.empty(),
        Optional.of(exchange),
        Optional.empty());
  }

  /// A grant of a test token.
  static ApprovedGrant forTest(Agent agent, Scopes scopes, Duration atMost) {
    return new ApprovedGrant(
        agent,
        scopes,
        List.of(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(atMost),
        Optional.empty(),
        Optional.empty());
  }

  /// The same grant, after its client has proved possession of this key.
  public ApprovedGrant boundTo(Thumbprint key) {
    return new ApprovedGrant(
        agent,
        scopes,
        audience,
        Optional.of(key),
        uses,
        credential,
        refresh,
        testLifetime,
        exchange,
        user);
  }

  /// The same grant with a further one-time use.
  public ApprovedGrant withUse(OneTimeUse use) {
    var more = new ArrayList<>(uses);
    more.add(use);
    return new ApprovedGrant(
        agent, scopes, audience, boundTo, more, credential, refresh, testLifetime, exchange, user);
  }

  /// The same grant without one-time uses, after they were consumed.
  public ApprovedGrant withUsesConsumed() {
    return new ApprovedGrant(
        agent,
        scopes,
        audience,
        boundTo,
        List.of(),
        credential,
        refresh,
        testLifetime,
        exchange,
        user);
  }

  /// Whether the token counts against limits, and the request would be valid again: nothing of it
  /// can be used only once.
  boolean countsAndConsumesNothing() {
    return testLifetime.isEmpty() && refresh.isEmpty() && uses.isEmpty();
  }

  /// When a token that is issued now expires: no later than its agent.
  Instant expiry(Instant now) {
    var lifetime =
        user.map(source -> source.target().tokenLifetime()).orElseGet(agent::tokenLifetime);
    if (testLifetime.isPresent() && testLifetime.get().compareTo(lifetime) < 0) {
      lifetime = testLifetime.get();
    }
    var end = now.plus(lifetime);
    if (exchange.isPresent() && exchange.get().expiresAt().isBefore(end)) {
      end = exchange.get().expiresAt();
    }
    var agentsEnd = agent.expiresAt();
    return agentsEnd.isPresent() && agentsEnd.get().isBefore(end) ? agentsEnd.get() : end;
  }

  /// Whether a refresh token is issued with the first token: not if the agent could not use it.
  boolean startsRefreshFamily() {
    return refresh.isEmpty() && testLifetime.isEmpty() && exchange.isEmpty() && mayRefresh();
  }

  boolean mayRefresh() {
    return agent.grantTypes().contains(GrantType.REFRESH_TOKEN);
  }

  /// What its tokens are bound to, with the key generation in which they are issued.
  Optional<TokenBinding> binding() {
    return boundTo.map(key -> new TokenBinding(key.value(), agent.keyGeneration()));
  }

  /// An unexpired refresh token of this server. Whether it is valid now is decided in the issuing
  /// transaction. Its content stays in this room.
  public static final class RefreshSource {
    private final RefreshToken token;

    RefreshSource(RefreshToken token) {
      this.token = token;
    }

    RefreshToken token() {
      return token;
    }

    /// The key whose proof is required to use it, if any.
    public Optional<Thumbprint> boundTo() {
      return token.boundTo();
    }
  }
}
