import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What was found side by side, as Markdown.
///
/// @param peers Signet first
/// @param missing a sentence for each that could not be had
record SideReport(
    Settings settings, String provider, List<Peer> peers, List<String> missing, Findings findings) {

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
                + " started anew and alone; each work warmed up for %d s, then %d s for each"
                + " figure. Figures are medians of the rounds, with their range behind them.")
        .formatted(
            Machine.text(),
            Runtime.version().feature(),
            provider,
            settings.clients(),
            settings.rounds(),
            peers.stream().map(Peer::name).collect(Collectors.joining(", ")),
            settings.warmup(),
            settings.seconds());
  }

  /// Each server's rate, and how many times that of each other Signet's is.
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
          line.add(ratio(signet, rate).map(it -> Sample.format("**%.1f**", it)).orElse(NONE));
        }
        line.add(ofRaw(work, signet));
        lines.add(line);
      }
    }
    return Markdown.table(title, 1, lines) + "\n\n" + rawRates();
  }

  private String rawRates() {
    return Stream.of(Algorithm.values())
        .map(algorithm -> "%s %s/s".formatted(algorithm, text(findings.raw(algorithm), "%,.0f")))
        .collect(
            Collectors.joining(
                ", ",
                "Raw signatures, by the same cores and through the provider that Signet signs with:"
                    + " ",
                "."));
  }

  private String ofRaw(Work work, Optional<Sample> rate) {
    var algorithm =
        switch (work) {
          case RS256 -> Algorithm.RS256;
          case ES256, ASSERTION, REFRESH -> Algorithm.ES256;
          case INTROSPECTION -> null;
        };
    if (algorithm == null) {
      return NONE;
    }
    return ratio(rate, findings.raw(algorithm))
        .map(it -> Sample.format("%.0f %%", 100 * it))
        .orElse(NONE);
  }

  static Optional<Double> ratio(Optional<Sample> one, Optional<Sample> other) {
    return one.flatMap(it -> other.map(by -> it.median() / by.median()));
  }

  /// How long an answer takes when each connection asks again at once.
  private String saturated() {
    var title = new ArrayList<>(List.of("p50 / p99, ms, saturated", "Asking at once"));
    peers.forEach(peer -> title.add(peer.name()));
    var lines = new ArrayList<List<String>>();
    for (var work : works()) {
      for (var connections : settings.connections()) {
        var line = new ArrayList<>(List.of(work.title(), Integer.toString(connections)));
        peers.forEach(peer -> line.add(times(findings.closed(peer, work, connections))));
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
      if (work == Work.REFRESH) {
        continue;
      }
      var line = new ArrayList<>(List.of(work.title()));
      for (var peer : peers) {
        var rounds = findings.open(peer, work);
        line.add(times(rounds.stream().map(Findings.AtRate::outcome).toList()));
        line.add(
            rounds.isEmpty()
                ? NONE
                : Sample.format("%,.0f/s", Sample.of(rounds, Findings.AtRate::asked).median()));
      }
      lines.add(line);
    }
    return Markdown.table(title, 1, lines);
  }

  private static String times(List<Outcome> rounds) {
    if (rounds.isEmpty()) {
      return NONE;
    }
    return Sample.format(
        "%.1f / %.1f",
        Sample.of(rounds, SideReport::p50).median(),
        Sample.of(rounds, outcome -> outcome.p99().toNanos() / 1e6).median());
  }

  private String loaders() {
    var wrk = findings.byWrk();
    var loader = findings.byLoader();
    return wrk.isEmpty()
        ? ""
        : Sample.format(
            "Saturated by wrk (but for refresh), at half of the peak by a loader of the bench's"
                + " own. Beside each other, on one connection with ES256: wrk %,.0f/s, p50 %.2f ms;"
                + " the bench's own %,.0f/s, p50 %.2f ms.",
            Sample.of(wrk, Outcome::rate).median(),
            Sample.of(wrk, SideReport::p50).median(),
            Sample.of(loader, Outcome::rate).median(),
            Sample.of(loader, SideReport::p50).median());
  }

  private static double p50(Outcome outcome) {
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
      rest.add(figure(runs, "%,.0f", Findings.Run::restMebibytes));
      loaded.add(figure(runs, "%,.0f", Findings.Run::loadedMebibytes));
    }
    return Markdown.table(title, 1, List.of(start, rest, loaded));
  }

  private static String figure(
      List<Findings.Run> runs, String format, ToDoubleFunction<Findings.Run> value) {
    return runs.isEmpty() ? NONE : Sample.of(runs, value).text(format);
  }

  private String servers() {
    return peers.stream().map(peer -> "- " + peer.how() + ".").collect(Collectors.joining("\n"));
  }

  /// All that has no figure, and why.
  private String leftOut() {
    var lines = new ArrayList<>(missing);
    for (var peer : peers) {
      for (var work : works()) {
        if (!peer.whyNot(work).isEmpty()) {
          lines.add("%s, %s: %s.".formatted(peer.name(), work.title(), peer.whyNot(work)));
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

  private List<Work> works() {
    return Stream.of(Work.values()).filter(work -> settings.includes(work.name())).toList();
  }

  private List<Peer> others() {
    return peers.subList(1, peers.size());
  }

  private static String text(Optional<Sample> sample, String format) {
    return sample.map(it -> it.text(format)).orElse(NONE);
  }
}
