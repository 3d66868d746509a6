import java.nio.file.Path;
import java.util.List;

/// All servers with the same work, in turns: A B C D, A B C D, … Each is stopped before the next is
/// started: a JVM that is idle still compiles, collects and keeps time on the cores that are
/// measured, and so each round begins as a restart, which is measured too.
final class SideBySide {
  private final Settings settings;
  private final List<Peer> peers;
  private final Crypto crypto;
  private final Started started;
  private final Path script;
  private final Findings findings = new Findings();

  SideBySide(Settings settings, List<Peer> peers, Crypto crypto, Started started, Path script) {
    this.settings = settings;
    this.peers = peers;
    this.crypto = crypto;
    this.started = started;
    this.script = script;
  }

  Findings measure() {
    var raw = new RawRate(crypto);
    var wrk = started.start(() -> new Wrk(script));
    for (var round = 1; round <= settings.rounds(); round++) {
      for (var algorithm : Algorithm.values()) {
        findings.raw(algorithm, raw.measure(algorithm));
      }
      for (var peer : peers) {
        System.err.printf("Round %d of %d: %s%n", round, settings.rounds(), peer.name());
        try {
          new Turn(settings, peer, crypto, wrk, started, findings).take();
        } catch (Failure failure) {
          if (started.isOver()) {
            throw failure;
          }
          findings.fault(peer, failure.getMessage().lines().findFirst().orElse(""));
        }
      }
    }
    return findings;
  }
}
