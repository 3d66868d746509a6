package dev.signet.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.organizations.OrganizationId;
import dev.signet.testing.WithoutDatabase;
import java.time.Duration;
import java.time.Instant;
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
class SnapshotsTest {
  private static final AgentId ID = new AgentId("01890000-0000-7000-8000-000000000001");
  private static final String CLIENT_ID = "cid_0123456789abcdefABCDEF01";

  @Test
  void an_agent_is_read_once_until_it_is_forgotten() {
    var reads = new AtomicInteger();
    var snapshots =
        new Snapshots(_ -> Optional.of(agent(reads.incrementAndGet())), _ -> Optional.of(ID));

    assertThat(snapshots.find(ID)).contains(agent(1));
    assertThat(snapshots.findByClientId(ID.value())).contains(agent(1));
    assertThat(snapshots.findByClientId(CLIENT_ID)).contains(agent(1));
    snapshots.forget(ID);
    assertThat(snapshots.find(ID)).contains(agent(2));
  }

  /// The race that would keep a deactivated agent alive: the row is read before the commit, and put
  /// into memory after memory was told to forget it.
  @Test
  void what_was_read_before_a_change_does_not_outlive_being_forgotten()
      throws InterruptedException {
    var reads = new AtomicInteger();
    var reading = new CountDownLatch(1);
    var committed = new CountDownLatch(1);
    var snapshots =
        new Snapshots(
            _ -> {
              var revision = reads.incrementAndGet();
              if (revision == 1) {
                reading.countDown();
                await(committed);
              }
              return Optional.of(agent(revision));
            },
            _ -> Optional.empty());

    var reader = Thread.ofPlatform().start(() -> snapshots.find(ID));
    await(reading);
    var forgetter = Thread.ofPlatform().start(() -> snapshots.forget(ID));
    while (forgetter.getState() != Thread.State.BLOCKED) {
      assertThat(forgetter.isAlive()).as("forgets without waiting for the load").isTrue();
      Thread.onSpinWait();
    }
    committed.countDown();
    reader.join(Duration.ofSeconds(30));
    forgetter.join(Duration.ofSeconds(30));

    assertThat(snapshots.find(ID)).contains(agent(2));
  }

  @Test
  void what_is_not_there_is_looked_for_each_time() {
    var reads = new AtomicInteger();
    var snapshots =
        new Snapshots(
            _ -> {
              reads.incrementAndGet();
              return Optional.empty();
            },
            _ -> {
              reads.incrementAndGet();
              return Optional.empty();
            });

    for (var i = 1; i <= 3; i++) {
      assertThat(snapshots.find(ID)).isEmpty();
      assertThat(snapshots.findByClientId(CLIENT_ID)).isEmpty();
      assertThat(reads).hasValue(2 * i);
    }
  }

  @Test
  void what_can_be_no_client_id_is_not_looked_for() {
    var snapshots =
        new Snapshots(
            _ -> {
              throw new AssertionError("read by id");
            },
            _ -> {
              throw new AssertionError("read by client id");
            });

    for (var text :
        new String[] {
          "", "cid_", "cid_0123456789abcdefABCDEF0", "cid_" + "-".repeat(24), "admin"
        }) {
      assertThat(snapshots.findByClientId(text)).isEmpty();
    }
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
        CLIENT_ID,
        OrganizationId.DEFAULT,
        Profile.blank(Set.of()),
        new Standing.Active(),
        "operator",
        Instant.EPOCH,
        Instant.EPOCH,
        1,
        Optional.empty(),
        0,
        revision);
  }
}
