package dev.signet.console.pages;

import dev.signet.console.pages.DelegationPages.Row;
import dev.signet.delegation.DelegationGraph;
import dev.signet.identity.agents.AgentId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A drawing of delegations: a column of agents for each hop, and a line from each subject to its
/// actor. It is drawn by the server and needs no script.
///
/// @param width the size of the drawing in pixels, as is the height
record GraphDrawing(int width, int height, List<Box> boxes, List<Line> lines) {
  static final int BOX_WIDTH = 180;
  static final int BOX_HEIGHT = 40;
  private static final int COLUMN = 250;

  /// How many characters of a name fit into a box.
  private static final int NAME_LENGTH = 21;

  private static final int LINE_GAP = 8;
  private static final int MARGIN = 12;
  private static final int ROW = 60;

  /// An agent.
  ///
  /// @param name shortened so that it fits into the box
  /// @param title the whole name
  /// @param look the classes of its style: `focus` and `inactive`
  record Box(int x, int y, String path, String name, String title, String look) {}

  /// A delegation.
  ///
  /// @param curve the data of the path
  /// @param look the status of the delegation
  record Line(String curve, String path, String title, String look) {}

  /// @param rows the delegations between these agents, each once
  static GraphDrawing of(List<DelegationGraph.Node> nodes, List<Row> rows) {
    var columns = new TreeMap<Integer, List<DelegationGraph.Node>>();
    for (var node : nodes) {
      columns.computeIfAbsent(node.hop(), _ -> new ArrayList<>()).add(node);
    }
    var tallest = columns.values().stream().mapToInt(List::size).max().orElse(0);
    var boxes = new HashMap<AgentId, Box>();
    var drawn = new ArrayList<Box>();
    columns.forEach((hop, column) -> {
      var x = MARGIN + (hop - columns.firstKey()) * COLUMN;
      var top = MARGIN + (tallest - column.size()) * ROW / 2;
      for (var i = 0; i < column.size(); i++) {
        var box = box(column.get(i), x, top + i * ROW);
        boxes.put(column.get(i).id(), box);
        drawn.add(box);
      }
    });
    var columnCount = columns.isEmpty() ? 0 : columns.lastKey() - columns.firstKey() + 1;
    return new GraphDrawing(
        2 * MARGIN + (columnCount - 1) * COLUMN + BOX_WIDTH,
        2 * MARGIN + tallest * ROW,
        List.copyOf(drawn),
        lines(rows, boxes));
  }

  private static Box box(DelegationGraph.Node node, int x, int y) {
    return new Box(
        x,
        y,
        AgentPages.ALL + "/" + node.id().value() + "/delegations",
        shortened(node.name()),
        node.isActive() ? node.name() : node.name() + " (not active)",
        (node.hop() == 0 ? "focus" : "") + (node.isActive() ? "" : " inactive"));
  }

  private static String shortened(String name) {
    return name.codePointCount(0, name.length()) <= NAME_LENGTH
        ? name
        : name.substring(0, name.offsetByCodePoints(0, NAME_LENGTH - 1)) + "…";
  }

  private static List<Line> lines(List<Row> rows, Map<AgentId, Box> boxes) {
    var sameEnds = new HashMap<List<AgentId>, Integer>();
    var lines = new ArrayList<Line>();
    for (var row : rows) {
      var from = boxes.get(row.delegation().subject());
      var to = boxes.get(row.delegation().actor());
      if (from != null && to != null) {
        var ends = List.of(row.delegation().subject(), row.delegation().actor());
        var earlier = sameEnds.merge(ends, 1, Integer::sum) - 1;
        lines.add(
            new Line(
                curve(from, to, earlier),
                row.path(),
                row.subjectName() + " lends to " + row.actorName() + ": " + row.terms().scopes(),
                row.status()));
      }
    }
    return lines;
  }

  /// @param earlier how many lines already have the same ends; each is drawn beside the last one
  private static String curve(Box from, Box to, int earlier) {
    var aside = Math.min(earlier, 4) * LINE_GAP / 2 * (earlier % 2 == 0 ? 1 : -1);
    if (to.x() > from.x()) {
      var x1 = from.x() + BOX_WIDTH;
      var y1 = from.y() + BOX_HEIGHT / 2 + aside;
      var y2 = to.y() + BOX_HEIGHT / 2 + aside;
      return "M %d %d C %d %d, %d %d, %d %d"
          .formatted(x1, y1, x1 + 40, y1, to.x() - 40, y2, to.x(), y2);
    }
    // To the same or an earlier column: from the lower edge to the lower edge, below the boxes.
    var x1 = from.x() + BOX_WIDTH / 2 + aside;
    var x2 = to.x() + BOX_WIDTH / 4 + aside;
    var y1 = from.y() + BOX_HEIGHT;
    var y2 = to.y() + BOX_HEIGHT;
    return "M %d %d C %d %d, %d %d, %d %d".formatted(x1, y1, x1, y1 + 30, x2, y2 + 30, x2, y2);
  }
}
