package dev.signet.agents;

import dev.signet.http.Paging;
import dev.signet.organizations.OrganizationId;
import dev.signet.organizations.Reach;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/// The SQL of looking for agents.
///
/// Each of its statements is there twice: SQLite chooses its index before it knows the values, so a
/// condition that may be absent never gets one. The organization, which keeps an agent's call off
/// everybody else's rows, is worth a statement of its own; so is counting them all.
final class AgentSearch {
  private static final String FITTING =
      """
      (CAST(:standing AS TEXT) IS NULL OR standing = :standing)
        AND (CAST(:owner AS TEXT) IS NULL OR owner = :owner)
        AND (CAST(:agentType AS TEXT) IS NULL OR agent_type = :agentType)
        AND (CAST(:text AS TEXT) IS NULL OR search_text LIKE :text ESCAPE '!')
      """;

  private static final String EVERYWHERE = "WHERE " + FITTING;
  private static final String IN_ONE = "WHERE organization_id = :organization AND " + FITTING;
  private static final String COUNT = "SELECT COUNT(*) FROM agents ";
  private static final String PAGE = "ORDER BY agent_id DESC LIMIT :limit OFFSET :offset";

  /// Between the texts of an agent: no request can carry it, so nothing is found across two of
  /// them.
  private static final String APART = "\u001f";

  /// A page of the agents within reach that fit the filter, the newest first.
  Paging.Page<Agent> find(Handle handle, Reach reach, AgentFilter filter, Paging paging) {
    return switch (reach) {
      case Reach.Everywhere() -> find(handle, filter.organization(), filter, paging);
      case Reach.Within(var own) ->
          filter.organization().orElse(own).equals(own)
              ? find(handle, Optional.of(own), filter, paging)
              : paging.of(List.of(), 0);
    };
  }

  private static Paging.Page<Agent> find(
      Handle handle, Optional<OrganizationId> organization, AgentFilter filter, Paging paging) {
    var where = organization.isPresent() ? IN_ONE : EVERYWHERE;
    var page =
        bind(handle.createQuery(AgentStore.ROW + where + PAGE), organization, filter)
            .bind("limit", paging.limit())
            .bind("offset", paging.offset())
            .map((row, _) -> AgentStore.agent(row))
            .list();
    var count =
        filter.equals(AgentFilter.NONE) && organization.isEmpty()
            ? handle.createQuery(COUNT)
            : bind(handle.createQuery(COUNT + where), organization, filter);
    return paging.of(page, count.mapTo(Long.class).one());
  }

  private static Query bind(
      Query query, Optional<OrganizationId> organization, AgentFilter filter) {
    organization.ifPresent(one -> query.bind("organization", one.value()));
    return query
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
