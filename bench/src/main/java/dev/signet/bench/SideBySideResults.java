package dev.signet.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/// The measurements of the comparison, round by round.
final class SideBySideResults {

  /// @param connections the number of connections
  private record ClosedLoopKey(String peer, Workload work, int connections) {}

  private record OpenLoopKey(String peer, Workload work) {}

  /// @param asked the requests per second
  record AtRate(double asked, LoadResult outcome) {}

  /// @param firstToken from the start of its process to the first token, over existing data
  /// @param restMebibytes right after that
  /// @param loadedMebibytes the maximum after a load
  record StartResult(Duration firstToken, long restMebibytes, long loadedMebibytes) {}

  private final Map<ClosedLoopKey, List<LoadResult>> closed = new LinkedHashMap<>();
  private final Map<OpenLoopKey, List<AtRate>> open = new LinkedHashMap<>();
  private final Map<String, List<StartResult>> runs = new LinkedHashMap<>();
  private final Map<Algorithm, List<Double>> raw = new EnumMap<>(Algorithm.class);
  private final List<LoadResult> byWrk = new ArrayList<>();
  private final List<LoadResult> byLoader = new ArrayList<>();
  private final Map<String, Set<String>> faults = new LinkedHashMap<>();

  void closedLoop(Peer peer, Workload work, int connections, LoadResult outcome) {
    add(closed, new ClosedLoopKey(peer.name(), work, connections), outcome);
  }

  void openLoop(Peer peer, Workload work, double asked, LoadResult outcome) {
    add(open, new OpenLoopKey(peer.name(), work), new AtRate(asked, outcome));
  }

  void recordStart(Peer peer, StartResult run) {
    add(runs, peer.name(), run);
  }

  void rawRate(Algorithm algorithm, double rate) {
    add(raw, algorithm, rate);
  }

  /// The same workload by both load generators.
  void recordLoaderComparison(LoadResult wrk, LoadResult loader) {
    byWrk.add(wrk);
    byLoader.add(loader);
  }

  List<LoadResult> byWrk() {
    return byWrk;
  }

  List<LoadResult> byLoader() {
    return byLoader;
  }

  /// An error of a server; it then has no figure for that workload.
  void recordFault(Peer peer, String fault) {
    System.err.println("  " + fault);
    faults.computeIfAbsent(peer.name(), _ -> new LinkedHashSet<>()).add(fault);
  }

  /// Equal errors count once.
  List<String> faults(Peer peer) {
    return List.copyOf(faults.getOrDefault(peer.name(), Set.of()));
  }

  List<LoadResult> closedLoop(Peer peer, Workload work, int connections) {
    return closed.getOrDefault(new ClosedLoopKey(peer.name(), work, connections), List.of());
  }

  List<AtRate> openLoop(Peer peer, Workload work) {
    return open.getOrDefault(new OpenLoopKey(peer.name(), work), List.of());
  }

  List<StartResult> runs(Peer peer) {
    return runs.getOrDefault(peer.name(), List.of());
  }

  Optional<RoundStatistics> rawRate(Algorithm algorithm) {
    return sample(raw.getOrDefault(algorithm, List.of()), rate -> rate);
  }

  Optional<RoundStatistics> rate(Peer peer, Workload work, int connections) {
    return sample(closedLoop(peer, work, connections), LoadResult::rate);
  }

  private static <T> Optional<RoundStatistics> sample(List<T> rounds, ToDoubleFunction<T> value) {
    return rounds.isEmpty() ? Optional.empty() : Optional.of(RoundStatistics.of(rounds, value));
  }

  private static <K, V> void add(Map<K, List<V>> map, K key, V value) {
    map.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
  }
}
