package dev.signet.identity.credentials;

import dev.signet.base.fetch.DocumentFetcher;
import dev.signet.base.jose.CryptoProvider;
import dev.signet.base.jose.PeerAlg;
import dev.signet.base.jose.PeerJws;
import dev.signet.base.jose.PublicJwk;
import dev.signet.base.jose.Thumbprint;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.Fapi2Policy;
import dev.signet.identity.credentials.AuthenticatedClient.Method;
import dev.signet.identity.credentials.ClientAuthenticationFailure.Reason;
import dev.signet.identity.credentials.ClientClaim.Assertion;
import dev.signet.identity.credentials.ClientJwks.ClientJwksResult;
import dev.signet.validity.replay.OneTimeUse;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// Verifies an assertion with the keys of the client that it names: `private_key_jwt` ([RFC 7523
/// §2.2](https://www.rfc-editor.org/rfc/rfc7523#section-2.2), [OpenID Connect Core
/// §9](https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication)). The check
/// changes nothing: its caller ensures that an assertion is used only once.
///
/// Neither the response nor its timing shows an unauthenticated caller whether a client exists, has
/// keys, is suspended or has to follow FAPI 2.0. The claims of an assertion are checked first,
/// identically for all clients; then a signature is checked, with a dummy key if the client has
/// none; everything else comes last, so only a holder of the client's key gets there. Timing can
/// reveal two things: that a client's keys are fetched, at most twice a minute, and that its keys
/// are larger than usual or that several are of one kind. While too many keys are being fetched,
/// the response shows that the client's keys would have to be.
public final class AssertionCheck {
  /// The accepted signature algorithms of assertions.
  public static final List<PeerAlg> ALGS = PeerAlg.ASSERTION_ALGS;

  private static final String NO_USABLE_KEY =
      "the agent's key set has no public key for RS256, PS256, ES256 or EdDSA";

  private static final String NO_SET = "the document at jwksUri is not a JWK set";

  /// How many keys are tried for a signature that does not name its key.
  private static final int MAX_KEYS_TRIED = 10;

  private final Clock clock;
  private final Agents agents;
  private final Fapi2Policy fapi2;
  private final ClientJwks keys;
  private final AssertionRules rules;
  private final CryptoProvider provider;

  /// @param issuer the required audience of an assertion
  public AssertionCheck(
      Clock clock,
      Agents agents,
      Fapi2Policy fapi2,
      DocumentFetcher fetch,
      String issuer,
      CryptoProvider provider) {
    this.clock = clock;
    this.agents = agents;
    this.fapi2 = fapi2;
    this.keys = new ClientJwks(fetch, clock);
    this.rules = new AssertionRules(issuer, clock);
    this.provider = provider;
  }

  /// The result as far as this node knows.
  ///
  /// @param path of the endpoint that received the assertion
  AuthenticationResult check(Assertion claim, String path) {
    var agent = agents.findByClientId(claim.client());
    var fault = rules.faultOf(claim.jws(), path).or(() -> faultOfName(claim, agent));
    if (fault.isPresent()) {
      return failure(Reason.BAD_ASSERTION, fault, claim, agent, Optional.empty());
    }
    if (agent.isEmpty()) {
      DummyKeys.spendVerificationTime(claim.jws(), provider);
      return failure(Reason.UNKNOWN_CLIENT, Optional.empty(), claim, agent, Optional.empty());
    }
    return checkOf(claim, agent.get());
  }

  /// [RFC 7521 §4.2](https://www.rfc-editor.org/rfc/rfc7521#section-4.2): a client id is optional
  /// beside an assertion, and must identify the same client.
  private Optional<String> faultOfName(Assertion claim, Optional<Agent> agent) {
    var agrees =
        claim.clientId().isEmpty()
            || claim.clientId().get().equals(claim.client())
            || (agent.isPresent() && agents.findByClientId(claim.clientId().get()).equals(agent));
    return agrees ? Optional.empty() : Optional.of("client_id names another client");
  }

  private AuthenticationResult checkOf(Assertion claim, Agent agent) {
    var known = keys.find(agent);
    if (known instanceof ClientJwksResult.Busy) {
      return new AuthenticationResult.Unavailable();
    }
    var candidates = candidates(claim.jws(), known);
    var signer = signer(claim.jws(), candidates);
    if (signer.isEmpty()) {
      var fresh = keys.refetch(agent);
      if (fresh.isPresent() && fresh.get() instanceof ClientJwksResult.Busy) {
        // The signature may be right by the newest keys.
        return new AuthenticationResult.Unavailable();
      }
      if (fresh.isPresent() && !fresh.get().equals(known)) {
        known = fresh.get();
        candidates = candidates(claim.jws(), known);
        signer = signer(claim.jws(), candidates);
      }
    }
    if (signer.isPresent()) {
      return resultForSigner(claim, agent, signer.get().thumbprint());
    }
    if (candidates.isEmpty()) {
      DummyKeys.spendVerificationTime(claim.jws(), provider);
    }
    return switch (known) {
      case ClientJwksResult.Found(var set) when !set.supportsAny(ALGS) ->
          signatureFailure(Reason.KEYS_UNUSABLE, Optional.of(NO_USABLE_KEY), claim, agent);
      case ClientJwksResult.Found _ ->
          signatureFailure(Reason.WRONG_SIGNATURE, Optional.empty(), claim, agent);
      case ClientJwksResult.NotConfigured() ->
          signatureFailure(Reason.NO_KEYS, Optional.empty(), claim, agent);
      case ClientJwksResult.Unreadable() ->
          signatureFailure(Reason.KEYS_UNUSABLE, Optional.of(NO_SET), claim, agent);
      case ClientJwksResult.Unreachable() ->
          signatureFailure(Reason.KEYS_UNREACHABLE, Optional.empty(), claim, agent);
      case ClientJwksResult.Busy() -> new AuthenticationResult.Unavailable();
    };
  }

  private static AuthenticationResult signatureFailure(
      Reason reason, Optional<String> detail, Assertion claim, Agent agent) {
    return failure(reason, detail, claim, Optional.of(agent), Optional.empty());
  }

  private static List<PublicJwk> candidates(PeerJws jws, ClientJwksResult known) {
    return known instanceof ClientJwksResult.Found(var set)
        ? set.candidates(jws.alg(), jws.kid()).stream().limit(MAX_KEYS_TRIED).toList()
        : List.of();
  }

  private Optional<PublicJwk> signer(PeerJws jws, List<PublicJwk> candidates) {
    return candidates.stream().filter(key -> jws.isSignedBy(key, provider)).findFirst();
  }

  /// The agent has signed the assertion.
  private AuthenticationResult resultForSigner(Assertion claim, Agent agent, Thumbprint key) {
    var signer = Optional.of(key.value());
    if (!agent.mayGetTokens(clock.instant())) {
      var reason = Reason.ofInactive(agent);
      return failure(reason, Optional.empty(), claim, Optional.of(agent), signer);
    }
    var fault = fapi2.appliesTo(agent) ? rules.faultByFapi2(claim.jws()) : Optional.<String>empty();
    if (fault.isPresent()) {
      return failure(Reason.BAD_ASSERTION, fault, claim, Optional.of(agent), signer);
    }
    var use =
        new OneTimeUse(
            "assertion:" + agent.id().value(),
            claim.jws().claims().text("jti").orElseThrow(),
            AssertionRules.usableUntil(claim.jws()));
    return new AuthenticationResult.Authenticated(
        new AuthenticatedClient(agent, key.value(), Method.ASSERTION, Optional.of(use)),
        Optional.empty());
  }

  private static AuthenticationResult failure(
      Reason reason,
      Optional<String> detail,
      Assertion claim,
      Optional<Agent> agent,
      Optional<String> key) {
    return new AuthenticationResult.Failed(
        new ClientAuthenticationFailure(reason, detail, claim.client(), agent, key));
  }
}
