package dev.signet.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The results of the comparison, as Markdown.
///
/// @param peers Signet first
/// @param missing a sentence for each peer that was not available
record SideBySideReport(
    BenchSettings settings,
    String provider,
    List<Peer> peers,
    List<String> missing,
    SideBySideResults findings) {

  private static final String NONE = "–";

  String markdown() {
    return Stream.of(
            conditions(),
            rates(),
            saturated(),
            open(),
            loaders(),
            resources(),
            servers(),
            leftOut())
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("\n\n", "", "\n"));
  }

  private String conditions() {
    return ("%s, JDK %s, %s. %d clients of each kind. Rounds: %d, in turns (%s), each server"
            + " started alone; each work warmed up for %d s, then %d s for each"
            + " figure. Figures are medians of the rounds, with their range behind them.")
        .formatted(
            MachineDescription.text(),
            Runtime.version().feature(),
            provider,
            settings.clients(),
            settings.rounds(),
            peers.stream().map(Peer::name).collect(Collectors.joining(", ")),
            settings.warmup(),
            settings.seconds());
  }

  /// The rate of each server, and the ratio of Signet's to each other.
  private String rates() {
    var title = new ArrayList<>(List.of("Answers a second", "Asking at once", "Signet"));
    others().forEach(peer -> title.addAll(List.of(peer.name(), "×")));
    title.add("Of raw rate");
    var lines = new ArrayList<List<String>>();
    for (var work : works()) {
      for (var connections : settings.connections()) {
        var signet = findings.rate(peers.getFirst(), work, connections);
        var line = new ArrayList<>(List.of(work.title(), Integer.toString(connections)));
        line.add(text(signet, "%,.0f"));
        for (var peer : others()) {
          var rate = findings.rate(peer, work, connections);
          line.add(text(rate, "%,.0f"));
          line.add(
              ratio(signet, rate).map(it -> RoundStatistics.format("**%.1f**", it)).orElse(NONE));
        }
        line.add(ofRaw(work, signet));
        lines.add(line);
      }
    }
    return Markdown.table(title, 1, lines) + "\n\n" + rawRates();
  }

  private String rawRates() {
    return Stream.of(Algorithm.values())
        .map(
            algorithm -> "%s %s/s".formatted(algorithm, text(findings.rawRate(algorithm), "%,.0f")))
        .collect(
            Collectors.joining(
                ", ",
                "Raw signatures, by the same cores and through the provider that Signet signs with:"
                    + " ",
                "."));
  }

  private String ofRaw(Workload work, Optional<RoundStatistics> rate) {
    var algorithm =
        switch (work) {
          case RS256 -> Algorithm.RS256;
          case ES256, ASSERTION, REFRESH -> Algorithm.ES256;
          case INTROSPECTION -> null;
        };
    if (algorithm == null) {
      return NONE;
    }
    return ratio(rate, findings.rawRate(algorithm))
        .map(it -> RoundStatistics.format("%.0f %%", 100 * it))
        .orElse(NONE);
  }

  static Optional<Double> ratio(Optional<RoundStatistics> one, Optional<RoundStatistics> other) {
    return one.flatMap(it -> other.map(by -> it.median() / by.median()));
  }

  /// The latency when each connection sends the next request at once.
  private String saturated() {
    var title = new ArrayList<>(List.of("p50 / p99, ms, saturated", "Asking at once"));
    peers.forEach(peer -> title.add(peer.name()));
    var lines = new ArrayList<List<String>>();
    for (var work : works()) {
      for (var connections : settings.connections()) {
        var line = new ArrayList<>(List.of(work.title(), Integer.toString(connections)));
        peers.forEach(peer -> line.add(times(findings.closedLoop(peer, work, connections))));
        lines.add(line);
      }
    }
    return Markdown.table(title, 1, lines);
  }

  private String open() {
    var title = new ArrayList<>(List.of("p50 / p99, ms, at half of its own peak"));
    peers.forEach(peer -> title.addAll(List.of(peer.name(), "asked")));
    var lines = new ArrayList<List<String>>();
    for (var work : works()) {
      if (work == Workload.REFRESH) {
        continue;
      }
      var line = new ArrayList<>(List.of(work.title()));
      for (var peer : peers) {
        var rounds = findings.openLoop(peer, work);
        line.add(times(rounds.stream().map(SideBySideResults.AtRate::outcome).toList()));
        line.add(
            rounds.isEmpty()
                ? NONE
                : RoundStatistics.format(
                    "%,.0f/s",
                    RoundStatistics.of(rounds, SideBySideResults.AtRate::asked).median()));
      }
      lines.add(line);
    }
    return Markdown.table(title, 1, lines);
  }

  private static String times(List<LoadResult> rounds) {
    if (rounds.isEmpty()) {
      return NONE;
    }
    return RoundStatistics.format(
        "%.1f / %.1f",
        RoundStatistics.of(rounds, SideBySideReport::p50).median(),
        RoundStatistics.of(rounds, outcome -> outcome.p99().toNanos() / 1e6).median());
  }

  private String loaders() {
    var wrk = findings.byWrk();
    var loader = findings.byLoader();
    return wrk.isEmpty()
        ? ""
        : RoundStatistics.format(
            "Saturated by wrk (but for refresh), at half of the peak by a loader of the bench's"
                + " own. Beside each other, on one connection with ES256: wrk %,.0f/s, p50 %.2f ms;"
                + " the bench's own %,.0f/s, p50 %.2f ms.",
            RoundStatistics.of(wrk, LoadResult::rate).median(),
            RoundStatistics.of(wrk, SideBySideReport::p50).median(),
            RoundStatistics.of(loader, LoadResult::rate).median(),
            RoundStatistics.of(loader, SideBySideReport::p50).median());
  }

  private static double p50(LoadResult outcome) {
    return outcome.p50().toNanos() / 1e6;
  }

  private String resources() {
    var title = new ArrayList<>(List.of(""));
    peers.forEach(peer -> title.add(peer.name()));
    var start = new ArrayList<>(List.of("restart to the first token"));
    var rest = new ArrayList<>(List.of("memory after that, MiB"));
    var loaded = new ArrayList<>(List.of("memory under load, at most, MiB"));
    for (var peer : peers) {
      var runs = findings.runs(peer);
      start.add(figure(runs, "%.1f s", run -> run.firstToken().toNanos() / 1e9));
      rest.add(figure(runs, "%,.0f", SideBySideResults.StartResult::restMebibytes));
      loaded.add(figure(runs, "%,.0f", SideBySideResults.StartResult::loadedMebibytes));
    }
    return Markdown.table(title, 1, List.of(start, rest, loaded));
  }

  private static String figure(
      List<SideBySideResults.StartResult> runs,
      String format,
      ToDoubleFunction<SideBySideResults.StartResult> value) {
    return runs.isEmpty() ? NONE : RoundStatistics.of(runs, value).text(format);
  }

  private String servers() {
    return peers.stream()
        .map(peer -> "- " + peer.description() + ".")
        .collect(Collectors.joining("\n"));
  }

  /// Everything without a figure, and why.
  private String leftOut() {
    var lines = new ArrayList<>(missing);
    for (var peer : peers) {
      for (var work : works()) {
        if (!peer.unsupportedReason(work).isEmpty()) {
          lines.add(
              "%s, %s: %s.".formatted(peer.name(), work.title(), peer.unsupportedReason(work)));
        }
      }
      findings.faults(peer).forEach(fault -> lines.add("%s, %s".formatted(peer.name(), fault)));
    }
    return lines.isEmpty()
        ? ""
        : lines.stream()
            .map(line -> "- " + line)
            .collect(Collectors.joining("\n", "Without a figure:\n\n", ""));
  }

  private List<Workload> works() {
    return Stream.of(Workload.values()).filter(work -> settings.includes(work.name())).toList();
  }

  private List<Peer> others() {
    return peers.subList(1, peers.size());
  }

  private static String text(Optional<RoundStatistics> sample, String format) {
    return sample.map(it -> it.text(format)).orElse(NONE);
  }
}
