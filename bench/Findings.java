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

/// What was seen of the servers side by side, round by round.
final class Findings {

  /// @param connections how many asked at once
  private record Closed(String peer, Work work, int connections) {}

  private record Open(String peer, Work work) {}

  /// @param asked for so many a second
  record AtRate(double asked, Outcome outcome) {}

  /// @param firstToken from the start of its process to the first token, over data from before
  /// @param restMebibytes right after that
  /// @param loadedMebibytes the most that was seen after a load
  record Run(Duration firstToken, long restMebibytes, long loadedMebibytes) {}

  private final Map<Closed, List<Outcome>> closed = new LinkedHashMap<>();
  private final Map<Open, List<AtRate>> open = new LinkedHashMap<>();
  private final Map<String, List<Run>> runs = new LinkedHashMap<>();
  private final Map<Algorithm, List<Double>> raw = new EnumMap<>(Algorithm.class);
  private final List<Outcome> byWrk = new ArrayList<>();
  private final List<Outcome> byLoader = new ArrayList<>();
  private final Map<String, Set<String>> faults = new LinkedHashMap<>();

  void closed(Peer peer, Work work, int connections, Outcome outcome) {
    add(closed, new Closed(peer.name(), work, connections), outcome);
  }

  void open(Peer peer, Work work, double asked, Outcome outcome) {
    add(open, new Open(peer.name(), work), new AtRate(asked, outcome));
  }

  void run(Peer peer, Run run) {
    add(runs, peer.name(), run);
  }

  void raw(Algorithm algorithm, double rate) {
    add(raw, algorithm, rate);
  }

  /// The same work by both load generators.
  void compared(Outcome wrk, Outcome loader) {
    byWrk.add(wrk);
    byLoader.add(loader);
  }

  List<Outcome> byWrk() {
    return byWrk;
  }

  List<Outcome> byLoader() {
    return byLoader;
  }

  /// What a server has done wrong; it has no figure for that.
  void fault(Peer peer, String fault) {
    System.err.println("  " + fault);
    faults.computeIfAbsent(peer.name(), _ -> new LinkedHashSet<>()).add(fault);
  }

  /// The same fault twice counts once.
  List<String> faults(Peer peer) {
    return List.copyOf(faults.getOrDefault(peer.name(), Set.of()));
  }

  List<Outcome> closed(Peer peer, Work work, int connections) {
    return closed.getOrDefault(new Closed(peer.name(), work, connections), List.of());
  }

  List<AtRate> open(Peer peer, Work work) {
    return open.getOrDefault(new Open(peer.name(), work), List.of());
  }

  List<Run> runs(Peer peer) {
    return runs.getOrDefault(peer.name(), List.of());
  }

  Optional<Sample> raw(Algorithm algorithm) {
    return sample(raw.getOrDefault(algorithm, List.of()), rate -> rate);
  }

  Optional<Sample> rate(Peer peer, Work work, int connections) {
    return sample(closed(peer, work, connections), Outcome::rate);
  }

  private static <T> Optional<Sample> sample(List<T> rounds, ToDoubleFunction<T> value) {
    return rounds.isEmpty() ? Optional.empty() : Optional.of(Sample.of(rounds, value));
  }

  private static <K, V> void add(Map<K, List<V>> map, K key, V value) {
    map.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
  }
}
