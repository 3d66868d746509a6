package dev.signet.events.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.json.Json;
import dev.signet.events.catalog.EventType;
import dev.signet.testing.WithoutDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// Events of the same kind are recorded once and counted. One origin, such as an organization, does
/// not take the room of the others.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class RepeatedEventsTest {
  private static final RequestContext CALLER = RequestContext.ofJob("test");

  private record Kind(String organization, String name) {}

  private record Counted(String organization, String name, long count) implements Event {
    @Override
    public EventType type() {
      return AuditEvents.TOKEN_ISSUED;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object();
    }
  }

  private static final class Form implements RepeatedEvents.Form<Kind> {
    @Override
    public Event event(Kind kind, long count, RequestContext first) {
      return new Counted(kind.organization(), kind.name(), count);
    }

    @Override
    public Event others(long count, RequestContext by) {
      return new Counted("all", "others", count);
    }

    @Override
    public Optional<Kind> furtherOf(Kind kind) {
      return Optional.of(new Kind(kind.organization(), "further"));
    }
  }

  private final List<Event> recorded = new ArrayList<>();
  private final RepeatedEvents<Kind> events =
      new RepeatedEvents<>(new Form(), "test", (event, _) -> recorded.add(event));

  private void add(String organization, int kinds) {
    for (var i = 0; i < kinds; i++) {
      events.add(new Kind(organization, "kind " + i), CALLER);
    }
  }

  private List<Event> flush() {
    var flushed = new ArrayList<Event>();
    events.flush((event, _) -> flushed.add(event));
    return flushed;
  }

  @Test
  void further_kinds_of_one_origin_are_counted_together_as_its_own() {
    add("first", RepeatedEvents.MAX_OF_ORIGIN + 8);

    assertThat(recorded)
        .hasSize(RepeatedEvents.MAX_OF_ORIGIN + 1)
        .contains(new Counted("first", "further", 1));
    assertThat(flush()).containsExactly(new Counted("first", "further", 7));
  }

  @Test
  void an_origin_with_very_many_kinds_leaves_room_for_others() {
    add("first", RepeatedEvents.MAX_DISTINCT * 2);
    add("second", 1);

    assertThat(recorded).contains(new Counted("second", "kind 0", 1));
    assertThat(flush()).extracting("organization").containsOnly("first");
  }

  @Test
  void a_known_kind_is_counted_by_itself_after_its_origin_has_reached_the_limit() {
    add("first", RepeatedEvents.MAX_OF_ORIGIN + 1);
    add("first", 1);

    assertThat(flush()).containsExactly(new Counted("first", "kind 0", 1));
  }

  @Test
  void after_a_minute_kinds_are_distinguished_again() {
    add("first", RepeatedEvents.MAX_OF_ORIGIN + 1);
    flush();
    recorded.clear();

    add("first", 1);

    assertThat(recorded).containsExactly(new Counted("first", "kind 0", 1));
  }
}
