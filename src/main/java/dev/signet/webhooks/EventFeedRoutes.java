package dev.signet.webhooks;

import dev.signet.base.refusals.Refused;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.util.List;

/// HTTP route of the event feed.
final class EventFeedRoutes {
  private final EventFeed feed;
  private final SentEvents sentEvents;

  EventFeedRoutes(EventFeed feed, SentEvents sentEvents) {
    this.feed = feed;
    this.sentEvents = sentEvents;
  }

  void mount(Router router) {
    router.get("/api/v1/events", WebhookRoutes.READ, this::read);
  }

  private Response read(Request request) {
    request.allowOnlyQuery("after", "types", "limit");
    var after =
        request
            .query()
            .one("after")
            .map(text ->
                EventCursor.parse(text)
                    .orElseThrow(
                        () -> Refused.invalid("after", "must be the next of an earlier response")));
    var types =
        request
            .query()
            .one("types")
            .map(text ->
                sentEvents
                    .parse(List.of(text.split(",", -1)))
                    .orElseThrow(() ->
                        Refused.invalid(
                            "types",
                            "must be names of events or groups such as agent.*, separated by"
                                + " commas")));
    return Response.json(
        200,
        feed.read(
            after,
            types.orElseGet(() -> EventPatterns.of(EventPatterns.ALL)),
            request.queryInteger("limit", 100, 1, 500),
            request.context()));
  }
}
