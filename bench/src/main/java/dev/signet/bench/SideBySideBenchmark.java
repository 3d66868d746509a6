package dev.signet.bench;

import java.nio.file.Path;
import java.util.List;

/// All servers with the same workloads, in turns: A B C D, A B C D, … Each is stopped before the
/// next is started: an idle JVM still compiles, collects garbage and runs timers on the measured
/// cores. So each turn begins with a restart, which is measured too.
final class SideBySideBenchmark {
  private final BenchSettings settings;
  private final List<Peer> peers;
  private final BenchCrypto crypto;
  private final BenchResources started;
  private final Path script;
  private final SideBySideResults findings = new SideBySideResults();

  SideBySideBenchmark(
      BenchSettings settings,
      List<Peer> peers,
      BenchCrypto crypto,
      BenchResources started,
      Path script) {
    this.settings = settings;
    this.peers = peers;
    this.crypto = crypto;
    this.started = started;
    this.script = script;
  }

  SideBySideResults measure() {
    var raw = new RawSignatureRate(crypto);
    var wrk = started.start(() -> new WrkLoad(script));
    for (var round = 1; round <= settings.rounds(); round++) {
      for (var algorithm : Algorithm.values()) {
        findings.rawRate(algorithm, raw.measure(algorithm));
      }
      for (var peer : peers) {
        System.err.printf("Round %d of %d: %s%n", round, settings.rounds(), peer.name());
        try {
          new PeerRound(settings, peer, crypto, wrk, started, findings).run();
        } catch (BenchFailure failure) {
          if (started.isClosed()) {
            throw failure;
          }
          findings.recordFault(peer, failure.firstLine());
        }
      }
    }
    return findings;
  }
}
