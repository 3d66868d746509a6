package dev.signet.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.json.Json;
import dev.signet.events.audit.Event;
import dev.signet.events.catalog.EventType;
import dev.signet.testing.Await;
import dev.signet.testing.TestServer;
import dev.signet.testing.WebhookReceiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.node.ObjectNode;

/// Ten thousand events of all types.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Execution(ExecutionMode.SAME_THREAD)
class ManyEventsTest {
  private static final int EVENTS = 10_000;
  private static final int BATCH = 100;

  @RegisterExtension
  static final TestServer server = new TestServer().with("webhook-private-addresses", "true");

  /// An event with the typical values of its type.
  private record TypicalEvent(EventType type, Optional<String> organizationId) implements Event {
    @Override
    public ObjectNode metadata() {
      var metadata = Json.object();
      type.fields().forEach(field -> metadata.set(field.name(), field.sample()));
      return metadata;
    }
  }

  /// Counts the messages by their id, and keeps nothing else of them.
  private record Counts(WebhookReceiver receiver, Map<String, AtomicInteger> arrivals)
      implements AutoCloseable {
    static Counts start() {
      var arrivals = new ConcurrentHashMap<String, AtomicInteger>();
      var receiver = WebhookReceiver.start();
      receiver.countOnly(
          id -> arrivals.computeIfAbsent(id, _ -> new AtomicInteger()).incrementAndGet());
      return new Counts(receiver, arrivals);
    }

    @Override
    public void close() {
      receiver.close();
    }
  }

  private static void subscribe(Counts counts, String events, Optional<String> organization) {
    var members =
        new ArrayList<Object>(
            List.of("name", "hook", "url", counts.receiver().url(), "events", List.of(events)));
    organization.ifPresent(id -> members.addAll(List.of("organizationId", id)));
    var made = server.operator().post("/api/v1/webhooks", members.toArray());
    assertThat(made.status()).as(made.body()).isEqualTo(201);
  }

  @Test
  void each_receiver_gets_every_event_of_its_own_exactly_once() {
    var seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var ours = server.createOrganization("ours");
    var theirs = server.createOrganization("theirs");
    var sent = new SentEvents(server.internals().catalog());
    // Failed authentications are sent in digests, and events of webhooks about one webhook.
    var types =
        sent.types().stream()
            .filter(type -> !type.action().equals(SentEvents.AUTH_FAILED))
            .filter(type -> !type.action().startsWith("webhook."))
            .toList();
    server.internals().followers().catchUp();
    try (var all = Counts.start();
        var own = Counts.start();
        var agents = Counts.start()) {
      subscribe(all, "*", Optional.empty());
      subscribe(own, "*", Optional.of(ours));
      subscribe(agents, "agent.*", Optional.of(theirs));
      server.internals().followers().catchUp();
      var expected = new Expected(new HashSet<>(), new HashSet<>(), new HashSet<>());
      for (var i = 0; i < EVENTS / BATCH; i++) {
        record(random, types, List.of(ours, theirs), expected);
      }

      Await.until(
          Duration.ofMinutes(3),
          "every event",
          () ->
              all.arrivals().keySet().containsAll(expected.all())
                  && own.arrivals().keySet().containsAll(expected.own())
                  && agents.arrivals().keySet().containsAll(expected.agents()));

      assertThat(expected.all()).hasSize(EVENTS);
      assertThat(own.arrivals().keySet()).containsExactlyInAnyOrderElementsOf(expected.own());
      assertThat(agents.arrivals().keySet()).containsExactlyInAnyOrderElementsOf(expected.agents());
      for (var counts : List.of(all, own, agents)) {
        assertThat(counts.arrivals().values()).extracting(AtomicInteger::get).containsOnly(1);
      }
    }
  }

  /// The ids of the events that each receiver has to get.
  private record Expected(Set<String> all, Set<String> own, Set<String> agents) {}

  private static void record(
      Random random, List<EventType> types, List<String> organizations, Expected expected) {
    var events =
        random
            .ints(BATCH, 0, types.size() * (organizations.size() + 1))
            .mapToObj(number ->
                new TypicalEvent(
                    types.get(number % types.size()),
                    organizations.stream().skip(number / types.size()).findFirst()))
            .toList();
    var ids =
        server
            .internals()
            .db()
            .inTransaction(tx ->
                events.stream()
                    .map(event ->
                        server.internals().audit().record(tx, event, RequestContext.ofJob("test")))
                    .toList());
    for (var i = 0; i < BATCH; i++) {
      var type = events.get(i).type();
      var organization = events.get(i).organizationId();
      expected.all().add(ids.get(i));
      if (type.audience() instanceof EventType.Audience.Organization && organization.isPresent()) {
        if (organization.get().equals(organizations.getFirst())) {
          expected.own().add(ids.get(i));
        } else if (type.action().startsWith("agent.")) {
          expected.agents().add(ids.get(i));
        }
      }
    }
  }
}
