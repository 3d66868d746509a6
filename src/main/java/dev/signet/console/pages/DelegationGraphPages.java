package dev.signet.console.pages;

import dev.signet.console.pages.DelegationPages.Row;
import dev.signet.console.parts.Page;
import dev.signet.console.parts.PageRenderer;
import dev.signet.console.parts.Section;
import dev.signet.delegation.Delegation;
import dev.signet.delegation.DelegationGraph;
import dev.signet.delegation.DelegationId;
import dev.signet.delegation.Delegations;
import dev.signet.delegation.Delegations.ListedDelegation;
import dev.signet.identity.agents.AgentId;
import dev.signet.web.http.Access;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The delegations around an agent, as a drawing and as a list.
final class DelegationGraphPages {
  private static final String GRAPH = AgentPages.ALL + "/{agentId}/delegations";
  private static final int DEFAULT_DEPTH = 3;

  /// A delegation in the list, with those beyond it.
  ///
  /// @param name of the agent at its far end
  /// @param path of that agent's graph
  /// @param isRepeated whether what is beyond that agent is listed at another delegation
  record Branch(Row row, String name, String path, boolean isRepeated, List<Branch> beyond) {
    String scopes() {
      return row.terms().scopes().toString();
    }
  }

  /// @param depth the number of hops shown in each direction
  record GraphView(
      DelegationGraph.Node focus,
      GraphDrawing drawing,
      List<Branch> lent,
      List<Branch> borrowed,
      int depth,
      boolean isWithEnded,
      boolean isCutOff) {
    int maxDepth() {
      return Delegation.MAX_HOPS;
    }

    boolean isEmpty() {
      return lent.isEmpty() && borrowed.isEmpty();
    }
  }

  private final PageRenderer pages;
  private final Delegations delegations;
  private final Clock clock;

  DelegationGraphPages(PageRenderer pages, Delegations delegations, Clock clock) {
    this.pages = pages;
    this.delegations = delegations;
    this.clock = clock;
  }

  void mount(Router router) {
    router.get(GRAPH, new Access.SignedIn("delegations:read"), this::show);
  }

  private Response show(Request request) {
    var depth = depth(request);
    var withEnded = request.query().one("ended").isPresent();
    var graph = delegations.graph(AgentPages.id(request), depth, withEnded, request.context());
    var now = clock.instant();
    var names =
        graph.nodes().stream()
            .collect(Collectors.toMap(node -> node.id().value(), DelegationGraph.Node::name));
    var focus = graph.nodes().getFirst();
    var view =
        new GraphView(
            focus,
            GraphDrawing.of(graph.nodes(), rows(graph, names, now)),
            branches(focus.id(), graph.lent(), names, now, Direction.BELOW),
            branches(focus.id(), graph.borrowed(), names, now, Direction.ABOVE),
            depth,
            withEnded,
            graph.isCutOff());
    return pages.show(
        request,
        new Page(
            "Delegations around " + focus.name(),
            Section.DELEGATIONS,
            "pages/delegationGraph",
            view));
  }

  private static int depth(Request request) {
    return request
        .query()
        .one("depth")
        .filter(text -> text.matches("[1-" + Delegation.MAX_HOPS + "]"))
        .map(Integer::valueOf)
        .orElse(DEFAULT_DEPTH);
  }

  /// All delegations of the graph, each once.
  private static List<Row> rows(DelegationGraph graph, Map<String, String> names, Instant now) {
    var rows = new LinkedHashMap<DelegationId, Row>();
    Stream.concat(graph.lent().stream(), graph.borrowed().stream())
        .forEach(listed ->
            rows.putIfAbsent(listed.delegation().id(), DelegationPages.row(listed, names, now)));
    return List.copyOf(rows.values());
  }

  /// Where a list leads from an agent.
  private enum Direction {
    BELOW,
    ABOVE;

    AgentId near(Delegation delegation) {
      return this == BELOW ? delegation.subject() : delegation.actor();
    }

    AgentId far(Delegation delegation) {
      return this == BELOW ? delegation.actor() : delegation.subject();
    }
  }

  /// The delegations as a tree. Of several that lead to an agent, the first and nearest one has
  /// what is beyond the agent.
  private static List<Branch> branches(
      AgentId focus,
      List<ListedDelegation> found,
      Map<String, String> names,
      Instant now,
      Direction direction) {
    var byNear = new HashMap<AgentId, List<Row>>();
    var firstTo = new HashMap<AgentId, DelegationId>();
    for (var listed : found) {
      var delegation = listed.delegation();
      byNear
          .computeIfAbsent(direction.near(delegation), _ -> new ArrayList<>())
          .add(DelegationPages.row(listed, names, now));
      firstTo.putIfAbsent(direction.far(delegation), delegation.id());
    }
    firstTo.remove(focus);
    return branches(focus, byNear, firstTo, direction);
  }

  private static List<Branch> branches(
      AgentId from,
      Map<AgentId, List<Row>> byNear,
      Map<AgentId, DelegationId> firstTo,
      Direction direction) {
    return byNear.getOrDefault(from, List.of()).stream()
        .map(row -> {
          var far = direction.far(row.delegation());
          var isFirst =
              Optional.ofNullable(firstTo.get(far))
                  .filter(row.delegation().id()::equals)
                  .isPresent();
          return new Branch(
              row,
              direction == Direction.BELOW ? row.actorName() : row.subjectName(),
              AgentPages.ALL + "/" + far.value() + "/delegations",
              !isFirst && byNear.containsKey(far),
              isFirst ? branches(far, byNear, firstTo, direction) : List.of());
        })
        .toList();
  }
}
