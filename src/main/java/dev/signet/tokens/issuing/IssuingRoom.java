package dev.signet.tokens.issuing;

import dev.signet.authorization.consents.Consents;
import dev.signet.authorization.resources.ProtectedResources;
import dev.signet.base.jose.SigningPool;
import dev.signet.base.jose.TokenSignatureVerifier;
import dev.signet.base.memory.CacheShare;
import dev.signet.base.wiring.Foundation;
import dev.signet.base.wiring.Jobs;
import dev.signet.delegation.DelegationChains;
import dev.signet.events.audit.Audit;
import dev.signet.identity.activity.IssuanceCounter;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.credentials.ClientGate;
import dev.signet.identity.leaks.LeakHandler;
import dev.signet.identity.organizations.OrganizationStates;
import dev.signet.identity.quotas.TokenLimits;
import dev.signet.tokens.dpop.DpopProofCheck;
import dev.signet.tokens.signingkeys.SigningKeys;
import dev.signet.validity.replay.ReplayGuard;
import dev.signet.validity.revocations.Revocations;
import dev.signet.web.http.Gate;
import dev.signet.web.http.Room;
import dev.signet.web.http.Router;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Builds issuing, introspection and revocation of tokens.
public final class IssuingRoom implements Room {
  /// How many signatures may queue: at 2,000 a second, two seconds.
  private static final int MAX_WAITING_SIGNATURES = 4096;

  private final Foundation foundation;
  private final Dependencies rooms;
  private final TokenSettings settings;
  private final RefreshFamilies families;
  private final Introspection introspection;
  private final TokenRevocation revocation;
  private final ActiveTokenList list;
  private final Tokens tokens;
  private final RecordedIssuances issuances;

  /// The other rooms that this one is built on.
  public record Dependencies(
      Audit audit,
      Agents agents,
      OrganizationStates organizations,
      IssuanceCounter issuances,
      ClientGate clients,
      Revocations revocations,
      ReplayGuard replay,
      SigningKeys signingKeys,
      DpopProofCheck proofs,
      DelegationChains chains,
      Consents consents,
      ProtectedResources resources,
      TokenLimits limits) {}

  public IssuingRoom(Foundation foundation, Dependencies rooms, TokenSettings settings) {
    this.foundation = foundation;
    this.rooms = rooms;
    this.settings = settings;
    var crypto = foundation.secrets().crypto();
    var signing =
        foundation
            .shutdown()
            .add(
                new SigningPool(
                    crypto,
                    Runtime.getRuntime().availableProcessors(),
                    MAX_WAITING_SIGNATURES,
                    signingTimes(foundation.meters())));
    var refreshTokens = new RefreshTokenCodec(foundation.secrets().master());
    families =
        new RefreshFamilies(
            foundation.db(),
            rooms.audit(),
            rooms.revocations(),
            foundation.clock(),
            settings.refreshLifetime(),
            settings.refreshMaxLifetime(),
            settings.publicRefreshWindow());
    introspection =
        new Introspection(
            rooms.audit(),
            foundation.clock(),
            rooms.agents(),
            rooms.revocations(),
            new TokenSignatureVerifier(
                crypto,
                rooms.signingKeys()::find,
                Set.of(AccessToken.TYPE),
                CacheShare.VERIFIED_TOKENS.bytes()),
            refreshTokens,
            families,
            rooms.organizations(),
            rooms.chains(),
            settings);
    revocation =
        new TokenRevocation(
            foundation.db(),
            rooms.audit(),
            foundation.clock(),
            rooms.agents(),
            rooms.revocations(),
            families,
            introspection);
    rooms.consents().endTokensWith(revocation::revokeFamilies);
    issuances = new RecordedIssuances(rooms.audit(), families::findFamily);
    list =
        new ActiveTokenList(
            foundation.db(),
            rooms.audit(),
            foundation.clock(),
            rooms.agents(),
            rooms.revocations());
    tokens =
        new Tokens(
            foundation.ids(),
            foundation.clock(),
            new Tokens.Parts(
                foundation.db(),
                rooms.audit(),
                rooms.organizations(),
                rooms.issuances(),
                rooms.revocations(),
                rooms.signingKeys(),
                rooms.replay(),
                refreshTokens,
                families,
                rooms.chains(),
                rooms.consents(),
                rooms.resources(),
                rooms.limits()),
            signing,
            settings,
            foundation.meters());
  }

  private static SigningPool.Observer signingTimes(MeterRegistry meters) {
    var worked =
        Timer.builder("signet.signing.time")
            .description("How long one signature took")
            .publishPercentiles(0.5, 0.99)
            .register(meters);
    var waited =
        Timer.builder("signet.signing.wait")
            .description("How long one signature waited in the queue")
            .publishPercentiles(0.5, 0.99)
            .register(meters);
    return (_, waitedNanos, workedNanos) -> {
      worked.record(workedNanos, TimeUnit.NANOSECONDS);
      waited.record(waitedNanos, TimeUnit.NANOSECONDS);
    };
  }

  public Tokens tokens() {
    return tokens;
  }

  public Introspection introspection() {
    return introspection;
  }

  public TokenRevocation revocation() {
    return revocation;
  }

  public ActiveTokenList list() {
    return list;
  }

  public TestTokens testTokens() {
    return new TestTokens(tokens, revocation, rooms.agents(), settings.fapi2(), foundation.clock());
  }

  public TokenExplainer explainer() {
    return new TokenExplainer(
        introspection, families, rooms.audit(), rooms.revocations(), foundation.clock());
  }

  public RecordedIssuances issuances() {
    return issuances;
  }

  public RefusedExchanges refusedExchanges() {
    return new RefusedExchanges(rooms.audit());
  }

  public Gate gate() {
    return new TokenGate(
        introspection, issuances, rooms.proofs(), settings.fapi2(), foundation.issuer());
  }

  public LeakHandler leakHandler() {
    return new TokenLeakHandler(
        foundation.db(), rooms.audit(), rooms.agents(), introspection, revocation);
  }

  @Override
  public void mount(Router router) {
    new TokenRoutes(introspection, revocation, list, rooms.clients(), foundation.meters())
        .mount(router);
  }

  @Override
  public void schedule(Jobs jobs) {
    jobs.every(
        Duration.ofMinutes(5),
        "forget-expired",
        () -> tokens.deleteExpired(foundation.expiry().instant()));
  }
}
