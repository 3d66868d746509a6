package dev.signet.bench;

import java.util.List;
import java.util.stream.Stream;

/// A bar chart of the rates side by side, with the ratio of Signet's to each other. Plain SVG that
/// follows the reader's light or dark scheme.
record RateChart(BenchSettings settings, List<Peer> peers, SideBySideResults findings) {
  private static final int WIDTH = 820;
  private static final int LEFT = 140;
  private static final int LONGEST = 400;
  private static final int BAR = 16;
  private static final int LINE = 24;
  private static final int HEADING = 30;
  private static final int TOP = 64;
  private static final int BOTTOM = 20;

  String svg() {
    var works = Stream.of(Workload.values()).filter(this::isMeasured).toList();
    var height = TOP + works.size() * (HEADING + peers.size() * LINE) + BOTTOM;
    var svg = new StringBuilder(head(height));
    var y = TOP;
    for (var work : works) {
      svg.append(text("heading", 16, y + 16, "start", work.title()));
      y += HEADING;
      for (var peer : peers) {
        svg.append(bar(peer, work, y));
        y += LINE;
      }
    }
    return svg.append("</svg>\n").toString();
  }

  private boolean isMeasured(Workload work) {
    return settings.includes(work.name())
        && findings.rate(peers.getFirst(), work, connections()).isPresent();
  }

  /// The median of the measured numbers.
  private int connections() {
    var all = settings.connections();
    return all.get(all.size() / 2);
  }

  private String head(int height) {
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" \
    role="img" aria-label="Answers a second of Signet and its peers">
    <style>
      .paper { fill: #ffffff }
      text { font: 13px system-ui, sans-serif; fill: #1f2328 }
      .title { font-size: 17px; font-weight: 600 }
      .heading { font-size: 14px; font-weight: 600 }
      .quiet { fill: #59636e }
      .signet { fill: #0969da }
      .other { fill: #a8b1bb }
      @media (prefers-color-scheme: dark) {
        .paper { fill: #0d1117 }
        text { fill: #e6edf3 }
        .quiet { fill: #9198a1 }
        .signet { fill: #4493f8 }
        .other { fill: #5c6670 }
      }
    </style>
    <rect class="paper" width="%1$d" height="%2$d" rx="6"/>
    """
            .formatted(WIDTH, height)
        + text("title", 16, 28, "start", "Answers a second, side by side")
        + text(
            "quiet",
            16,
            48,
            "start",
            "%d connections, the load on the same %d cores. A longer bar is better; each work has its own scale."
                .formatted(connections(), Runtime.getRuntime().availableProcessors()));
  }

  private String bar(Peer peer, Workload work, int y) {
    var rate = findings.rate(peer, work, connections());
    var most =
        peers.stream()
            .flatMap(it -> findings.rate(it, work, connections()).stream())
            .mapToDouble(RoundStatistics::median)
            .max()
            .orElse(1);
    var name = text("", LEFT - 10, y + 13, "end", peer.name());
    if (rate.isEmpty()) {
      var why = peer.unsupportedReason(work).isEmpty() ? "no figure" : "not offered";
      return name + text("quiet", LEFT, y + 13, "start", why);
    }
    var length = Math.max(2, (int) Math.round(LONGEST * rate.get().median() / most));
    var signet = peer.equals(peers.getFirst());
    var figure = RoundStatistics.format("%,.0f/s", rate.get().median());
    var ratio =
        SideBySideReport.ratio(findings.rate(peers.getFirst(), work, connections()), rate)
            .filter(_ -> !signet)
            .map(it -> RoundStatistics.format("Signet gives %.1f times that", it));
    return name
        + "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"2\"/>%n"
            .formatted(signet ? "signet" : "other", LEFT, y, length, BAR)
        + text(
            "",
            LEFT + length + 8,
            y + 13,
            "start",
            figure + ratio.map(it -> "   " + it).orElse(""));
  }

  private static String text(String kind, int x, int y, String anchor, String words) {
    return "<text%s x=\"%d\" y=\"%d\" text-anchor=\"%s\" xml:space=\"preserve\">%s</text>\n"
        .formatted(kind.isEmpty() ? "" : " class=\"" + kind + "\"", x, y, anchor, escaped(words));
  }

  private static String escaped(String words) {
    return words.replace("&", "&amp;").replace("<", "&lt;");
  }
}
