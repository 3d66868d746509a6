package dev.signet.events.usage;

import dev.signet.base.json.Json;
import dev.signet.events.audit.ChainPosition;
import dev.signet.events.audit.ChainReader;
import dev.signet.events.audit.EventSelection;
import dev.signet.events.audit.FollowedEvent;
import dev.signet.events.audit.TokenTally;
import dev.signet.events.catalog.EventCatalog;
import dev.signet.events.catalog.EventField;
import dev.signet.events.catalog.EventType;
import dev.signet.events.followers.Follower;
import dev.signet.events.followers.FollowerPlan;
import dev.signet.events.followers.FollowerPlan.Pace;
import dev.signet.events.followers.FollowerPlan.Start;
import dev.signet.events.followers.Followers;
import dev.signet.events.followers.Reading.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.node.MissingNode;

/// Counts usage from the audit log, with two followers: what few rows hold is counted every ten
/// seconds, and what has a row for each agent every five minutes.
final class UsageRecorder {
  private static final Duration HOURS_INTERVAL = Duration.ofSeconds(10);
  private static final Duration AGENTS_INTERVAL = Duration.ofMinutes(5);

  /// How many events one turn counts.
  private static final long SPAN = 32_768;

  /// How many rows one transaction writes, so that requests do not wait for it: more agents than
  /// this in one turn make the turn shorter.
  private static final int MAX_ROWS = 2_000;

  private static final int MAX_REVOCATIONS = 1_000;

  private static final long HOURS_A_DAY = 24;

  private final ChainReader chains;
  private final EventCatalog catalog;
  private final Follower hours;
  private final Follower agentDays;

  UsageRecorder(Followers followers, EventCatalog catalog, UsageStore store) {
    this.catalog = catalog;
    chains = followers.chains();
    hours =
        followers.add(
            new FollowerPlan("usage-hours", Start.OLDEST_KEPT, HOURS_INTERVAL),
            this::readHours,
            store::addHours);
    agentDays =
        followers.add(
            new FollowerPlan(
                "usage-agent-days", Start.OLDEST_KEPT, AGENTS_INTERVAL, Pace.THROTTLED),
            this::readAgentDays,
            store::addAgentDays);
  }

  /// Everything before this time is in the counts by hour.
  Optional<Instant> hoursCountedUntil() {
    return hours.readUntil();
  }

  /// Everything before this time is in the counts by agent.
  Optional<Instant> agentsCountedUntil() {
    return agentDays.readUntil();
  }

  private Part<Collection<UsageHour>> readHours(Handle handle, ChainPosition after, long head) {
    var last = Math.min(head, after.seq() + SPAN);
    var ends = chains.events(handle, EventSelection.WITHOUT_TOKENS, after, last, MAX_REVOCATIONS);
    if (ends.size() == MAX_REVOCATIONS) {
      last = ends.getLast().seq();
    }
    var sums = new TreeMap<UsageHour.Key, UsageCounts>();
    for (var event : ends) {
      var revoked = revokedTokens(event);
      if (event.organizationId().isPresent() && revoked.isPresent()) {
        sums.merge(
            new UsageHour.Key(event.organizationId().get(), hour(event.at())),
            UsageCounts.ofRevoked(revoked.getAsLong()),
            UsageCounts::plus);
      }
    }
    for (var tally : chains.tokensByOrganization(handle, after, last)) {
      sums.merge(
          new UsageHour.Key(tally.organizationId(), tally.hour()),
          UsageCounts.of(tally),
          UsageCounts::plus);
    }
    return new Part<>(
        sums.isEmpty()
            ? Optional.empty()
            : Optional.of(
                sums.entrySet().stream()
                    .map(sum -> new UsageHour(sum.getKey(), sum.getValue()))
                    .toList()),
        last);
  }

  /// The tokens that an event has revoked; empty if it does not count any. An event of another
  /// release, which has no type here, may count them, too.
  private OptionalLong revokedTokens(FollowedEvent event) {
    var isCounted = catalog.find(event.action()).map(EventType::countsRevokedTokens).orElse(true);
    var tokens =
        isCounted
            ? Json.parseOwn(event.metadata()).path(EventField.REVOKED_TOKENS)
            : MissingNode.getInstance();
    return tokens.isIntegralNumber() ? OptionalLong.of(tokens.asLong()) : OptionalLong.empty();
  }

  private Part<Collection<AgentDay>> readAgentDays(Handle handle, ChainPosition after, long head) {
    var span = SPAN;
    while (true) {
      var last = Math.min(head, after.seq() + span);
      var sums = new TreeMap<AgentDay.Key, AgentDay>();
      for (var tally : chains.tokensByAgent(handle, after, last)) {
        var day = day(tally);
        sums.merge(day.key(), day, AgentDay::plus);
      }
      if (sums.size() <= MAX_ROWS || span <= MAX_ROWS) {
        return new Part<>(sums.isEmpty() ? Optional.empty() : Optional.of(sums.values()), last);
      }
      span /= 4;
    }
  }

  private static AgentDay day(TokenTally tally) {
    return new AgentDay(
        new AgentDay.Key(tally.agentId(), Math.floorDiv(tally.hour(), HOURS_A_DAY)),
        tally.organizationId(),
        UsageCounts.of(tally),
        1L << Math.floorMod(tally.hour(), HOURS_A_DAY),
        tally.lastAt());
  }

  private static long hour(Instant time) {
    return Math.floorDiv(time.getEpochSecond(), Duration.ofHours(1).toSeconds());
  }
}
