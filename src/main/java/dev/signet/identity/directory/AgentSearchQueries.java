package dev.signet.identity.directory;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.TenantScope;
import dev.signet.base.paging.Paging;
import dev.signet.base.refusals.Refused;
import dev.signet.base.text.SearchText;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.AgentKind;
import dev.signet.identity.agents.AgentType;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.directory.AgentDirectory.Listed;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/// The SQL for searching agents. Every list is a walk along one index. The set filter that the
/// fewest agents match determines the index; a list by name uses it only if few agents match,
/// because with many matches a walk along the names soon reaches some of them.
///
/// SQLite chooses its index before it knows the parameter values, so it never uses an index for an
/// optional condition: each walk has a separate statement.
final class AgentSearchQueries {

  /// Text matches are counted up to this number; other filters have maintained counts.
  static final int MAX_FOUND = 1_000;

  /// Up to this many rows left by a filter are scanned for a text, or sorted.
  static final int SMALL_RESULT = 5_000;

  private static final String AGENTS = "AND kind = 'agent' ";

  private enum SearchIndex {
    ALL(AGENTS),
    OWNER(AGENTS + "AND owner = :owner"),
    ORGANIZATION(AGENTS + "AND organization_id = :organization"),
    STATUS(AGENTS + "AND status = :status"),
    TYPE(AGENTS + "AND agent_type = :agentType"),
    CREATOR(AGENTS + "AND created_by = :creator"),
    APPS("AND kind = 'app' AND (CAST(:creator AS TEXT) IS NULL OR created_by = :creator)");

    private final String newest;
    private final String oldest;
    private final String byName;
    private final String count;

    SearchIndex(String condition) {
      var fitting =
          """
            %s
            AND (CAST(:organization AS TEXT) IS NULL OR organization_id = :organization)
            AND (CAST(:status AS TEXT) IS NULL OR status = :status)
            AND (CAST(:owner AS TEXT) IS NULL OR owner = :owner)
            AND (CAST(:agentType AS TEXT) IS NULL OR agent_type = :agentType)
            AND (CAST(:text AS TEXT) IS NULL OR search_text LIKE :text ESCAPE '!')
          """
              .formatted(condition);
      newest = page(AgentOrder.NEWEST, fitting);
      oldest = page(AgentOrder.OLDEST, fitting);
      byName = page(AgentOrder.NAME, fitting);
      count =
          "SELECT COUNT(*) FROM (SELECT 1 FROM agents WHERE 1 = 1 "
              + fitting
              + "LIMIT :limit) AS counted";
    }

    /// Only ids, which the index has: skipped rows are not read in full.
    private static String page(AgentOrder order, String fitting) {
      return """
      SELECT agent_id FROM agents WHERE %1$s %2$s ORDER BY %3$s LIMIT :limit OFFSET :offset
      """
          .formatted(order.after(), fitting, order.by());
    }

    String page(AgentOrder order) {
      return switch (order) {
        case NEWEST -> newest;
        case OLDEST -> oldest;
        case NAME -> byName;
      };
    }
  }

  private final AgentCounts counts;
  private final AgentTextIndex texts;
  private final Agents agents;

  AgentSearchQueries(Agents agents, AgentCounts counts, AgentTextIndex texts) {
    this.agents = agents;
    this.counts = counts;
    this.texts = texts;
  }

  /// A page of the agents within reach that match the filter. A list by name is sorted by name
  /// unless [#MAX_FOUND] or more agents match the text: then the newest agents come first.
  ///
  /// @throws Refused `Invalid` when the list is by name and its cursor is not an agent within reach
  public Listed find(
      Handle handle, TenantScope reach, AgentFilter filter, AgentOrder order, Paging paging) {
    return switch (reach) {
      case TenantScope.AllOrganizations() ->
          find(handle, filter.organization(), filter, order, paging);
      case TenantScope.SingleOrganization(var own) ->
          filter.organization().orElse(own).equals(own)
              ? find(handle, Optional.of(own), filter, order, paging)
              : emptyPage(order, paging);
    };
  }

  private static Listed emptyPage(AgentOrder order, Paging paging) {
    return new Listed(paging.of(List.of(), () -> 0, AgentSearchQueries::cursor), order);
  }

  private Listed find(
      Handle handle,
      Optional<OrganizationId> organization,
      AgentFilter filter,
      AgentOrder asked,
      Paging paging) {
    if (filter.kind() == AgentKind.APP) {
      return bounded(handle, SearchIndex.APPS, organization, filter, asked, paging);
    }
    if (filter.createdBy().isPresent()) {
      return bounded(handle, SearchIndex.CREATOR, organization, filter, asked, paging);
    }
    var all = counts.count(handle, organization, filter);
    if (all == 0) {
      return emptyPage(asked, paging);
    }
    var walk = pageAndCount(handle, organization, filter, asked, all);
    var order = walk.order();
    var cursor = paging.after().map(id -> position(handle, organization, order, id));
    var ids =
        bind(walk.page().apply(cursor.orElse(order.firstCursor())), organization, filter)
            .bind("limit", paging.limitPlusOne())
            .bind("offset", paging.offset())
            .mapTo(String.class)
            .list();
    var page =
        paging.of(
            load(handle, ids),
            () ->
                filter.text().isEmpty()
                    ? all
                    : bind(walk.count().get(), organization, filter)
                        .bind("limit", MAX_FOUND)
                        .mapTo(Long.class)
                        .one(),
            AgentSearchQueries::cursor);
    return new Listed(page, order);
  }

  /// The apps, or the agents that an agent or operator registered, counted up to the paging limit.
  private Listed bounded(
      Handle handle,
      SearchIndex along,
      Optional<OrganizationId> organization,
      AgentFilter filter,
      AgentOrder order,
      Paging paging) {
    var cursor = paging.after().map(id -> position(handle, organization, order, id));
    var ids =
        bind(page(handle, along, order, cursor.orElse(order.firstCursor())), organization, filter)
            .bind("creator", filter.createdBy().orElse(null))
            .bind("limit", paging.limitPlusOne())
            .bind("offset", paging.offset())
            .mapTo(String.class)
            .list();
    var page =
        paging.of(
            load(handle, ids),
            () ->
                bind(handle.createQuery(along.count), organization, filter)
                    .bind("creator", filter.createdBy().orElse(null))
                    .bind("limit", Paging.MAX_COUNTED)
                    .mapTo(Long.class)
                    .one(),
            AgentSearchQueries::cursor);
    return new Listed(page, order);
  }

  /// The agents with these ids, in the same order.
  private List<Agent> load(Handle handle, List<String> found) {
    var ids = found.stream().map(AgentId::new).toList();
    var byId = agents.findAll(handle, ids);
    return ids.stream().map(byId::get).filter(Objects::nonNull).toList();
  }

  /// The position of an agent in an order. The caller must be allowed to see the agent, or its name
  /// could be guessed from the results.
  private static String position(
      Handle handle, Optional<OrganizationId> organization, AgentOrder order, String id) {
    if (order != AgentOrder.NAME) {
      return id;
    }
    return handle
        .createQuery(
            "SELECT "
                + AgentOrder.NAME_KEY
                + """
                 FROM agents WHERE agent_id = :id
                  AND (CAST(:organization AS TEXT) IS NULL OR organization_id = :organization)
                """)
        .bind("id", id)
        .bind("organization", organization.map(OrganizationId::value).orElse(null))
        .mapTo(String.class)
        .findOne()
        .orElseThrow(() -> Refused.invalid("after", "must be the next of an earlier response"));
  }

  /// Two queries that need only the parameters of [#bind], and their bounds.
  ///
  /// @param page reads a page after a cursor
  private record PageAndCount(
      AgentOrder order, Function<String, Query> page, Supplier<Query> count) {}

  /// @param all the number of rows to walk past
  private PageAndCount pageAndCount(
      Handle handle,
      Optional<OrganizationId> organization,
      AgentFilter filter,
      AgentOrder order,
      long all) {
    var text = filter.text().filter(AgentTextIndex::isIndexed);
    var narrow = all <= SMALL_RESULT && !(organization.isEmpty() && filter.isTextOnly());
    if (text.isPresent() && !narrow) {
      return pageAndCountByText(handle, organization, filter, text.get(), order);
    }
    var along =
        order == AgentOrder.NAME && all > SMALL_RESULT
            ? SearchIndex.ALL
            : smallestIndex(handle, organization, filter);
    return new PageAndCount(
        order, cursor -> page(handle, along, order, cursor), () -> handle.createQuery(along.count));
  }

  private static Query page(Handle handle, SearchIndex along, AgentOrder order, String cursor) {
    return handle.createQuery(along.page(order)).bind("cursor", cursor);
  }

  private PageAndCount pageAndCountByText(
      Handle handle,
      Optional<OrganizationId> organization,
      AgentFilter filter,
      String text,
      AgentOrder asked) {
    Supplier<Query> count = () -> texts.count(handle, text);
    // All matches have to be read before they can be sorted.
    var order =
        asked == AgentOrder.NAME
                && bind(count.get(), organization, filter)
                        .bind("limit", MAX_FOUND)
                        .mapTo(Long.class)
                        .one()
                    == MAX_FOUND
            ? AgentOrder.NEWEST
            : asked;
    return new PageAndCount(order, cursor -> texts.page(handle, text, order, cursor), count);
  }

  private static String cursor(Agent agent) {
    return agent.id().value();
  }

  private SearchIndex smallestIndex(
      Handle handle, Optional<OrganizationId> organization, AgentFilter filter) {
    var sizes = new EnumMap<SearchIndex, LongSupplier>(SearchIndex.class);
    filter.owner().ifPresent(_ -> sizes.put(SearchIndex.OWNER, size(handle, filter.onlyOwner())));
    organization.ifPresent(one ->
        sizes.put(
            SearchIndex.ORGANIZATION,
            () -> counts.count(handle, Optional.of(one), AgentFilter.NONE)));
    filter
        .status()
        .ifPresent(_ -> sizes.put(SearchIndex.STATUS, size(handle, filter.onlyStatus())));
    filter.agentType().ifPresent(_ -> sizes.put(SearchIndex.TYPE, size(handle, filter.onlyType())));
    if (sizes.size() < 2) {
      return sizes.isEmpty() ? SearchIndex.ALL : sizes.keySet().iterator().next();
    }
    return sizes.entrySet().stream()
        .min(Comparator.comparingLong(size -> size.getValue().getAsLong()))
        .orElseThrow()
        .getKey();
  }

  private LongSupplier size(Handle handle, AgentFilter filter) {
    return () -> counts.count(handle, Optional.empty(), filter);
  }

  private static Query bind(
      Query query, Optional<OrganizationId> organization, AgentFilter filter) {
    return query
        .bind("organization", organization.map(OrganizationId::value).orElse(null))
        .bind("status", filter.status().orElse(null))
        .bind("owner", filter.owner().orElse(null))
        .bind("agentType", filter.agentType().map(AgentType::wire).orElse(null))
        .bind("text", filter.text().map(AgentSearchQueries::containing).orElse(null));
  }

  /// A pattern that matches the text anywhere; wildcard characters in the text match only
  /// themselves.
  private static String containing(String text) {
    var plain = SearchText.of(text).replace("!", "!!").replace("%", "!%").replace("_", "!_");
    return "%" + plain + "%";
  }
}
