package dev.signet.agents;

import dev.signet.http.Paging;
import dev.signet.organizations.OrganizationId;
import dev.signet.organizations.Reach;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/// The SQL of looking for agents. Every list is a walk along one index in the order of agents' ids,
/// which is that of time; among the filters that are set the one that fewest agents fit says which.
///
/// SQLite chooses its index before it knows the values, so a condition that may be absent never
/// gets one: each walk is a statement of its own.
final class AgentSearch {

  /// So far those that have a text in them are counted; the others are counted already.
  static final int MAX_FOUND = 1_000;

  /// Where a filter leaves so many, these are read through for a text.
  static final int FEW = 5_000;

  private enum Along {
    ALL(""),
    OWNER("AND owner = :owner"),
    ORGANIZATION("AND organization_id = :organization"),
    STANDING("AND standing = :standing"),
    TYPE("AND agent_type = :agentType");

    private final String page;
    private final String count;

    Along(String condition) {
      var fitting =
          """
          FROM agents
          WHERE agent_id < :before
            %s
            AND (CAST(:organization AS TEXT) IS NULL OR organization_id = :organization)
            AND (CAST(:standing AS TEXT) IS NULL OR standing = :standing)
            AND (CAST(:owner AS TEXT) IS NULL OR owner = :owner)
            AND (CAST(:agentType AS TEXT) IS NULL OR agent_type = :agentType)
            AND (CAST(:text AS TEXT) IS NULL OR search_text LIKE :text ESCAPE '!')
          """
              .formatted(condition);
      // Who is passed over is not read as a whole, but from the index alone.
      page =
          AgentStore.ROW
              + "WHERE agent_id IN (SELECT agent_id "
              + fitting
              + "ORDER BY agent_id DESC LIMIT :limit OFFSET :offset) ORDER BY agent_id DESC";
      count = "SELECT COUNT(*) FROM (SELECT 1 " + fitting + "LIMIT :limit) AS counted";
    }
  }

  /// Between the texts of an agent: no request can carry it, so nothing is found across two of
  /// them.
  private static final String APART = "\u001f";

  private final AgentCounts counts;
  private final AgentTexts texts;

  AgentSearch(AgentCounts counts, AgentTexts texts) {
    this.counts = counts;
    this.texts = texts;
  }

  /// A page of the agents within reach that fit the filter, the newest first.
  Paging.Page<Agent> find(Handle handle, Reach reach, AgentFilter filter, Paging paging) {
    return switch (reach) {
      case Reach.Everywhere() -> find(handle, filter.organization(), filter, paging);
      case Reach.Within(var own) ->
          filter.organization().orElse(own).equals(own)
              ? find(handle, Optional.of(own), filter, paging)
              : paging.of(List.of(), () -> 0, AgentSearch::cursor);
    };
  }

  private Paging.Page<Agent> find(
      Handle handle, Optional<OrganizationId> organization, AgentFilter filter, Paging paging) {
    var all = counts.count(handle, organization, filter);
    if (all == 0) {
      return paging.of(List.of(), () -> 0, AgentSearch::cursor);
    }
    var walk = walk(handle, organization, filter, paging.before(), all);
    var found =
        bind(walk.page().get(), organization, filter)
            .bind("limit", paging.limitAndOne())
            .bind("offset", paging.offset())
            .map((row, _) -> AgentStore.agent(row))
            .list();
    return paging.of(
        found,
        () ->
            filter.text().isEmpty()
                ? all
                : bind(walk.count().get(), organization, filter)
                    .bind("limit", MAX_FOUND)
                    .mapTo(Long.class)
                    .one(),
        AgentSearch::cursor);
  }

  /// Two queries that lack nothing but what [#bind] binds, and their bounds.
  private record Walk(Supplier<Query> page, Supplier<Query> count) {}

  /// @param all how many there are to walk past
  private Walk walk(
      Handle handle,
      Optional<OrganizationId> organization,
      AgentFilter filter,
      String before,
      long all) {
    var text = filter.text().filter(AgentTexts::isIndexed);
    var narrow = all <= FEW && !(organization.isEmpty() && filter.isTextOnly());
    if (text.isPresent() && !narrow) {
      return new Walk(
          () -> texts.page(handle, text.get(), before),
          () -> texts.count(handle, text.get(), before));
    }
    var along = along(handle, organization, filter);
    return new Walk(
        () -> handle.createQuery(along.page).bind("before", before),
        () -> handle.createQuery(along.count).bind("before", before));
  }

  private static String cursor(Agent agent) {
    return agent.id().value();
  }

  private Along along(Handle handle, Optional<OrganizationId> organization, AgentFilter filter) {
    var sizes = new EnumMap<Along, LongSupplier>(Along.class);
    filter.owner().ifPresent(_ -> sizes.put(Along.OWNER, size(handle, filter.onlyOwner())));
    organization.ifPresent(one ->
        sizes.put(
            Along.ORGANIZATION, () -> counts.count(handle, Optional.of(one), AgentFilter.NONE)));
    filter
        .standing()
        .ifPresent(_ -> sizes.put(Along.STANDING, size(handle, filter.onlyStanding())));
    filter.agentType().ifPresent(_ -> sizes.put(Along.TYPE, size(handle, filter.onlyType())));
    if (sizes.size() < 2) {
      return sizes.isEmpty() ? Along.ALL : sizes.keySet().iterator().next();
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
        .bind("standing", filter.standing().orElse(null))
        .bind("owner", filter.owner().orElse(null))
        .bind("agentType", filter.agentType().map(AgentType::wire).orElse(null))
        .bind("text", filter.text().map(AgentSearch::containing).orElse(null));
  }

  /// What is searched of an agent.
  static String textOf(Profile profile) {
    return String.join(
            APART,
            profile.name(),
            profile.description().orElse(""),
            profile.email().orElse(""),
            profile.owner().orElse(""))
        .toLowerCase(Locale.ROOT);
  }

  /// A pattern that finds the text anywhere, and means its wildcards as they stand.
  private static String containing(String text) {
    var plain =
        text.toLowerCase(Locale.ROOT).replace("!", "!!").replace("%", "!%").replace("_", "!_");
    return "%" + plain + "%";
  }
}
