package dev.signet.identity.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.oauth.RedirectUri;
import dev.signet.identity.organizations.OrganizationState;
import dev.signet.testing.Await;
import dev.signet.testing.WithoutDatabase;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@WithoutDatabase
class AgentSnapshotsTest {
  private static final AgentId ID = new AgentId("01890000-0000-7000-8000-000000000001");
  private static final String CLIENT_ID = "cid_0123456789abcdefABCDEF01";

  @Test
  void an_agent_is_read_once_until_it_is_evicted() {
    var reads = new AtomicInteger();
    var snapshots =
        new AgentSnapshots(
            _ -> Optional.of(agent(reads.incrementAndGet())), _ -> Optional.of(ID), agent -> agent);

    assertThat(snapshots.find(ID)).contains(agent(1));
    assertThat(snapshots.findByClientId(ID.value())).contains(agent(1));
    assertThat(snapshots.findByClientId(CLIENT_ID)).contains(agent(1));
    snapshots.evict(ID);
    assertThat(snapshots.find(ID)).contains(agent(2));
  }

  /// The race that would keep a suspended agent active: the row is read before the commit, and
  /// cached after the eviction.
  @Test
  void a_snapshot_read_before_a_change_does_not_survive_its_eviction() throws InterruptedException {
    var reads = new AtomicInteger();
    var reading = new CountDownLatch(1);
    var committed = new CountDownLatch(1);
    var snapshots =
        new AgentSnapshots(
            _ -> {
              var revision = reads.incrementAndGet();
              if (revision == 1) {
                reading.countDown();
                await(committed);
              }
              return Optional.of(agent(revision));
            },
            _ -> Optional.empty(),
            agent -> agent);

    var reader = Thread.ofPlatform().start(() -> snapshots.find(ID));
    await(reading);
    var forgetter = Thread.ofPlatform().start(() -> snapshots.evict(ID));
    Await.until(
        Duration.ofSeconds(30),
        "the eviction waits for the load",
        () -> {
          assertThat(forgetter.isAlive()).as("forgets without waiting for the load").isTrue();
          return forgetter.getState() == Thread.State.BLOCKED;
        });
    committed.countDown();
    reader.join(Duration.ofSeconds(30));
    forgetter.join(Duration.ofSeconds(30));

    assertThat(snapshots.find(ID)).contains(agent(2));
  }

  @Test
  void unknown_agents_are_not_cached() {
    var reads = new AtomicInteger();
    var snapshots =
        new AgentSnapshots(
            _ -> {
              reads.incrementAndGet();
              return Optional.empty();
            },
            _ -> {
              reads.incrementAndGet();
              return Optional.empty();
            },
            agent -> agent);

    for (var i = 1; i <= 3; i++) {
      assertThat(snapshots.find(ID)).isEmpty();
      assertThat(snapshots.findByClientId(CLIENT_ID)).isEmpty();
      assertThat(reads).hasValue(2 * i);
    }
  }

  @Test
  void an_impossible_client_id_is_not_looked_up() {
    var snapshots =
        new AgentSnapshots(
            _ -> {
              throw new AssertionError("read by id");
            },
            _ -> {
              throw new AssertionError("read by client id");
            },
            agent -> agent);

    for (var text :
        new String[] {
          "", "cid_", "cid_0123456789abcdefABCDEF0", "cid_" + "-".repeat(24), "admin"
        }) {
      assertThat(snapshots.findByClientId(text)).isEmpty();
    }
  }

  /// Fails if a field added later is not counted.
  @Test
  void an_agents_weight_includes_all_its_texts() throws ReflectiveOperationException {
    var texts = new int[1];

    var agent = (Agent) full(Agent.class, texts);

    assertThat(texts[0]).isGreaterThan(30_000);
    assertThat(AgentSnapshots.weight(agent)).isGreaterThanOrEqualTo(texts[0]);
  }

  /// A value with long texts.
  ///
  /// @param texts counts their bytes: these characters take two each
  private static Object full(Type type, int[] texts) throws ReflectiveOperationException {
    if (type instanceof ParameterizedType generic) {
      var raw = generic.getRawType();
      var argument = generic.getActualTypeArguments()[0];
      if (raw.equals(Set.class)) {
        return Set.of();
      }
      var one = full(argument, texts);
      return raw.equals(Optional.class) ? Optional.of(one) : List.of(one, full(argument, texts));
    }
    var plain = (Class<?>) type;
    if (plain.equals(String.class)) {
      texts[0] += 2_000;
      return "ж".repeat(994) + (100_000 + texts[0]);
    } else if (plain.equals(RedirectUri.class)) {
      var uri = "https://a.example/" + "x".repeat(900) + texts[0];
      texts[0] += uri.length();
      return RedirectUri.parse(uri).orElseThrow();
    } else if (plain.isEnum()) {
      return plain.getEnumConstants()[0];
    } else if (plain.equals(long.class)) {
      return 1L;
    } else if (plain.equals(boolean.class)) {
      return true;
    } else if (plain.equals(Instant.class)) {
      return Instant.EPOCH;
    } else if (plain.equals(Duration.class)) {
      return Duration.ofHours(1);
    } else if (plain.equals(AgentStatus.class)) {
      return full(AgentStatus.Suspended.class, texts);
    }
    var components = plain.getRecordComponents();
    var types = new Class<?>[components.length];
    var values = new Object[components.length];
    for (var i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = full(components[i].getGenericType(), texts);
    }
    var constructor = plain.getDeclaredConstructor(types);
    constructor.setAccessible(true);
    return constructor.newInstance(values);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Agent agent(long revision) {
    return new Agent(
        ID,
        AgentKind.AGENT,
        CLIENT_ID,
        OrganizationId.DEFAULT,
        Profile.blank(Set.of()),
        new AgentStatus.Active(),
        "operator",
        Instant.EPOCH,
        Instant.EPOCH,
        1,
        Optional.empty(),
        0,
        revision,
        OrganizationState.NEVER_SUSPENDED);
  }
}
