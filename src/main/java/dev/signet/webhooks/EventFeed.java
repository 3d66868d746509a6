package dev.signet.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.json.Json;
import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.ChainEnd;
import dev.signet.events.audit.ChainPosition;
import dev.signet.events.audit.ChainReader;
import dev.signet.events.audit.EventSelection;
import dev.signet.events.audit.FollowedEvent;
import dev.signet.webhooks.MessageRenderer.Style;
import dev.signet.webhooks.Subscription.Spelling;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.JsonNode;

/// The events that webhooks receive, for callers that fetch them because they cannot be reached
/// from outside: the same bodies, without gaps, from a cursor on.
public final class EventFeed {
  /// How many events one request reads, whether they are the caller's or not.
  private static final int MAX_READ = 5_000;

  private static final int BATCH = 1_000;

  /// A chain that is quiet for this long is left out of the cursor: longer than the clocks of nodes
  /// differ, and than a transaction takes.
  private static final Duration QUIET_PERIOD = Duration.ofDays(1);

  private final Db db;
  private final Clock clock;
  private final ChainReader chains;
  private final SentEvents sentEvents;
  private final MessageRenderer renderer;

  EventFeed(
      Db db, Clock clock, ChainReader chains, SentEvents sentEvents, MessageRenderer renderer) {
    this.db = db;
    this.clock = clock;
    this.chains = chains;
    this.sentEvents = sentEvents;
    this.renderer = renderer;
  }

  /// A part of the feed.
  ///
  /// @param next the cursor for the next request
  /// @param hasMore whether there were further events to read
  public record FeedPage(List<JsonNode> data, String next, boolean hasMore) {
    public FeedPage {
      data = List.copyOf(data);
    }
  }

  /// The next events after a cursor, chain by chain, each chain in order.
  ///
  /// @param after empty for the oldest events that are kept
  /// @throws Refused `cursor_expired` when events after it have been deleted,
  ///   `organization_required` for an agent of the default organization
  public FeedPage read(
      Optional<EventCursor> after, EventPatterns types, int limit, RequestContext by) {
    var reach = WebhookReach.of(by.caller());
    return db.readLongRunning(handle -> read(handle, after, types, limit, reach));
  }

  private FeedPage read(
      Handle handle,
      Optional<EventCursor> after,
      EventPatterns types,
      int limit,
      WebhookReach reach) {
    var ends = chains.ends(handle);
    var quietBefore = clock.instant().minus(QUIET_PERIOD);
    var style = new Style(MessageVersion.CURRENT, Spelling.CAMEL, false);
    var positions = new HashMap<String, Long>();
    var leftOut = new HashSet<String>();
    var data = new ArrayList<JsonNode>();
    var read = 0;
    var hasMore = false;
    for (var end : ends) {
      var chain = end.extent();
      var at = after.isEmpty() ? chain.pruned() : start(handle, after.get(), end, ends);
      while (at < chain.head() && data.size() < limit && read < MAX_READ) {
        var events =
            chains.events(
                handle,
                EventSelection.WITHOUT_TOKENS,
                new ChainPosition(chain.chainId(), at),
                chain.head(),
                BATCH);
        read += events.size();
        for (var event : events) {
          if (data.size() == limit) {
            break;
          }
          at = event.seq();
          if (isVisible(event, types, reach)) {
            var body = renderer.renderSingle(event, chain.chainId(), style);
            data.add(Json.parseOwn(new String(body, UTF_8)));
          }
        }
        if (events.size() < BATCH && data.size() < limit) {
          at = chain.head();
        }
      }
      hasMore |= at < chain.head();
      positions.put(chain.chainId(), at);
      if (at == chain.head() && end.isQuietSince(quietBefore)) {
        leftOut.add(chain.chainId());
      }
    }
    return new FeedPage(data, EventCursor.of(quietBefore, positions, leftOut).text(), hasMore);
  }

  private boolean isVisible(FollowedEvent event, EventPatterns types, WebhookReach reach) {
    return types.matches(event.action()) && sentEvents.isSentTo(reach, event);
  }

  private long start(Handle handle, EventCursor after, ChainEnd end, List<ChainEnd> ends) {
    var chain = end.extent();
    var position = after.position(chain.chainId());
    var isMissed =
        position
            .map(seq -> seq < chain.pruned())
            .orElse(end.prunedBefore().filter(after.quietBefore()::isBefore).isPresent());
    if (isMissed) {
      throw WebhookRefusals.cursorExpired(oldest(handle, ends));
    }
    return position.orElseGet(() ->
        end.isQuietSince(after.quietBefore())
            ? chain.head()
            : chains.lastBefore(handle, chain, after.quietBefore()));
  }

  private Instant oldest(Handle handle, List<ChainEnd> ends) {
    return ends.stream()
        .map(ChainEnd::extent)
        .flatMap(chain ->
            chains.timeAfter(handle, new ChainPosition(chain.chainId(), chain.pruned())).stream())
        .min(Instant::compareTo)
        .orElse(Instant.EPOCH);
  }
}
