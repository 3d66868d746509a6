package dev.signet.tokens.issuing;

import dev.signet.base.jose.SigningPool;
import dev.signet.base.wiring.Foundation;
import dev.signet.base.wiring.Jobs;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.credentials.ClientGate;
import dev.signet.identity.leaks.LeakHandler;
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
import java.util.concurrent.TimeUnit;

/// Builds issuing, introspection and revocation of tokens.
public final class IssuingRoom implements Room {
  /// How many signatures may queue: at 2,000 a second, two seconds.
  private static final int MAX_WAITING_SIGNATURES = 4096;

  private final Foundation foundation;
  private final Dependencies rooms;
  private final TokenSettings settings;
  private final Tokens tokens;

  /// The other rooms that this one is built on.
  public record Dependencies(
      Audit audit,
      Agents agents,
      ClientGate clients,
      Revocations revocations,
      ReplayGuard replay,
      SigningKeys signingKeys,
      DpopProofCheck proofs) {}

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
    tokens =
        new Tokens(
            foundation.db(),
            rooms.audit(),
            foundation.ids(),
            foundation.clock(),
            rooms.agents(),
            rooms.revocations(),
            rooms.signingKeys(),
            crypto,
            signing,
            foundation.secrets().master(),
            rooms.replay(),
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

  public TestTokens testTokens() {
    return new TestTokens(tokens, rooms.agents(), settings.fapi2(), foundation.clock());
  }

  public TokenExplainer explainer() {
    return new TokenExplainer(tokens, rooms.audit(), rooms.revocations(), foundation.clock());
  }

  public Gate gate() {
    return new TokenGate(
        tokens, rooms.audit(), rooms.proofs(), settings.fapi2(), foundation.issuer());
  }

  public LeakHandler leakHandler() {
    return new TokenLeakHandler(foundation.db(), rooms.audit(), rooms.agents(), tokens);
  }

  @Override
  public void mount(Router router) {
    new TokenRoutes(tokens, rooms.clients(), foundation.meters()).mount(router);
  }

  @Override
  public void schedule(Jobs jobs) {
    jobs.every(
        Duration.ofMinutes(5),
        "forget-expired",
        () -> tokens.deleteExpired(foundation.expiry().instant()));
  }
}
