package dev.signet.events.followers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.events.audit.EventSelection;
import dev.signet.events.audit.FollowedEvent;
import dev.signet.events.followers.FollowerPlan.Start;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A follower uses each event of the audit log exactly once.
@DisplayNameGeneration(ReplaceUnderscores.class)
class FollowerTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final AtomicInteger names = new AtomicInteger();

  private final String name = "test-" + names.incrementAndGet();

  @BeforeAll
  static void makeTable() {
    db().inTransaction(tx ->
        tx.update(
                """
                CREATE TABLE test_followed (
                  follower TEXT NOT NULL, event_id TEXT NOT NULL, action TEXT NOT NULL,
                  PRIMARY KEY (follower, event_id))
                """)
            .execute());
  }

  private static Db db() {
    return server.internals().db();
  }

  /// Followers as another process has them: nothing is shared but the database.
  private static Followers followers() {
    return new Followers(
        db(), server.internals().audit(), server.clock(), new SimpleMeterRegistry());
  }

  private Follower follower(Start start, EventSelection selection) {
    return follower(start, selection, this::store);
  }

  private Follower follower(
      Start start, EventSelection selection, FollowerWork<List<FollowedEvent>> work) {
    var followers = followers();
    return followers.add(
        new FollowerPlan(name, start, FollowerPlan.LIVE),
        Reading.events(followers.chains(), selection),
        work);
  }

  /// Fails if an event comes twice.
  private void store(Tx tx, List<FollowedEvent> events) {
    for (var event : events) {
      tx.update(
              "INSERT INTO test_followed (follower, event_id, action) VALUES (:name, :id, :action)")
          .bind("name", name)
          .bind("id", event.eventId())
          .bind("action", event.action())
          .execute();
    }
  }

  private List<String> followed() {
    return db().read(handle ->
        handle
            .createQuery(
                "SELECT event_id FROM test_followed WHERE follower = :name ORDER BY event_id")
            .bind("name", name)
            .mapTo(String.class)
            .list());
  }

  private List<String> followedActions() {
    return db().read(handle ->
        handle
            .createQuery(
                "SELECT action FROM test_followed WHERE follower = :name ORDER BY event_id")
            .bind("name", name)
            .mapTo(String.class)
            .list());
  }

  private static List<String> recorded(String condition) {
    return db().read(handle ->
        handle
            .createQuery("SELECT event_id FROM audit_events " + condition + " ORDER BY event_id")
            .mapTo(String.class)
            .list());
  }

  @Test
  void it_reads_every_event_once_while_others_are_recorded() {
    var follower = follower(Start.OLDEST_KEPT, EventSelection.ALL);
    var done = new AtomicBoolean();
    ConcurrentCalls.race(
        4,
        racer -> {
          if (racer == 0) {
            while (!done.get()) {
              follower.catchUp();
            }
          } else {
            var agent = server.registerAgent(name + racer);
            for (var i = 0; i < 20; i++) {
              agent.token();
            }
            if (racer == 1) {
              done.set(true);
            }
          }
        });

    follower.catchUp();

    assertThat(followed()).isEqualTo(recorded("")).hasSizeGreaterThan(60);
  }

  @Test
  void it_begins_at_the_heads_if_it_says_so() {
    server.registerAgent(name + "-before");
    var follower = follower(Start.HEADS, EventSelection.ALL);
    follower.catchUp();
    assertThat(followed()).isEmpty();

    var agent = server.registerAgent(name + "-after");
    follower.catchUp();

    assertThat(followedActions()).containsExactly("agent.created", "credential.generated");
    assertThat(agent.id()).isNotEmpty();
  }

  @Test
  void the_first_start_decides_where_it_begins_and_later_ones_continue() {
    follower(Start.HEADS, EventSelection.ALL).catchUp();
    server.createOrganization(name + "-meanwhile");

    follower(Start.OLDEST_KEPT, EventSelection.ALL).catchUp();

    assertThat(followedActions()).containsExactly("organization.created");
  }

  @Test
  void chains_that_are_opened_later_are_read_from_their_beginning() {
    follower(Start.HEADS, EventSelection.ALL).catchUp();
    server.restart();
    server.createOrganization(name + "-later");
    server.restart();

    follower(Start.HEADS, EventSelection.ALL).catchUp();

    assertThat(followedActions()).contains("organization.created");
  }

  @Test
  void followers_that_leave_tokens_out_read_everything_else() {
    var follower = follower(Start.OLDEST_KEPT, EventSelection.WITHOUT_TOKENS);
    TestAgent agent = server.registerAgent(name);
    for (var i = 0; i < 5; i++) {
      agent.token();
    }
    server.createOrganization(name + "-last");

    follower.catchUp();

    assertThat(followed()).isEqualTo(recorded("WHERE token_expires_at IS NULL"));
    assertThat(followedActions()).doesNotContain("token.issued");
  }

  @Test
  void an_index_without_tokens_serves_them() {
    var plan =
        db().read(handle ->
            switch (db().dialect()) {
              case SQLITE ->
                  handle
                      .createQuery(
                          """
                          EXPLAIN QUERY PLAN SELECT event_id, metadata FROM audit_events
                          WHERE chain_id = 'c' AND seq > 1 AND seq <= 9
                            AND token_expires_at IS NULL ORDER BY seq LIMIT 10
                          """)
                      .map((row, _) -> row.getString("detail"))
                      .list();
              case POSTGRESQL -> {
                handle.execute("SET enable_seqscan = off");
                try {
                  yield handle
                      .createQuery(
                          """
                          EXPLAIN SELECT event_id, metadata FROM audit_events
                          WHERE chain_id = 'c' AND seq > 1 AND seq <= 9
                            AND token_expires_at IS NULL ORDER BY seq LIMIT 10
                          """)
                      .mapTo(String.class)
                      .list();
                } finally {
                  handle.execute("SET enable_seqscan = on");
                }
              }
            });

    assertThat(String.join("\n", plan)).contains("audit_events_followed");
  }

  @Test
  void a_turn_that_fails_leaves_nothing_and_is_repeated() {
    var fails = new AtomicBoolean(true);
    var follower =
        follower(
            Start.HEADS,
            EventSelection.ALL,
            (tx, events) -> {
              store(tx, events);
              if (fails.get()) {
                throw new IllegalStateException("as if the work had a bug");
              }
            });
    server.createOrganization(name + "-one");

    assertThatThrownBy(follower::catchUp).hasMessage("as if the work had a bug");
    assertThat(followed()).isEmpty();

    fails.set(false);
    follower.catchUp();
    assertThat(followedActions()).containsExactly("organization.created");
  }

  @Test
  void a_chain_that_cannot_be_read_delays_no_other_and_is_reported() {
    server.restart();
    server.createOrganization(name + "-broken");
    server.restart();
    server.createOrganization(name + "-sound");
    server.restart();
    var follower =
        follower(
            Start.OLDEST_KEPT,
            EventSelection.ALL,
            (tx, events) -> {
              if (events.stream().anyMatch(event -> event.metadata().contains(name + "-broken"))) {
                throw new IllegalStateException("as if a page was damaged");
              }
              store(tx, events);
            });

    follower.readOthers();
    // Until the positions of other nodes' chains have not moved for long enough.
    server.clock().advance(Duration.ofSeconds(10));
    follower.readOthers();

    assertThat(followedActions()).contains("organization.created");
    server.clock().advance(Duration.ofHours(25));
    follower.readOthers();
    assertThat(follower.lag()).isGreaterThan(Followers.MAX_LAG);
  }

  @Test
  void several_that_read_the_same_part_use_it_once() {
    var seed = new Random().nextLong();
    System.out.println("seed " + seed);
    var all =
        List.of(
            follower(Start.OLDEST_KEPT, EventSelection.ALL),
            follower(Start.OLDEST_KEPT, EventSelection.ALL),
            follower(Start.OLDEST_KEPT, EventSelection.ALL),
            follower(Start.OLDEST_KEPT, EventSelection.ALL));
    ConcurrentCalls.race(
        4,
        racer -> {
          var random = new Random(seed + racer);
          for (var i = 0; i < 30; i++) {
            if (random.nextBoolean()) {
              server.createOrganization(name + "-" + racer + "-" + i);
            }
            all.get(racer).catchUp();
          }
        });
    all.forEach(Follower::catchUp);

    assertThat(followed()).isEqualTo(recorded(""));
  }

  @Test
  void a_wrong_wall_clock_makes_no_difference() {
    var follower = follower(Start.HEADS, EventSelection.ALL);
    server.createOrganization(name + "-before");
    server.clock().jump(Duration.ofDays(3));
    try {
      server.createOrganization(name + "-ahead");
      follower.catchUp();
    } finally {
      server.clock().jump(Duration.ofDays(-3));
    }
    server.createOrganization(name + "-back");
    follower.catchUp();

    assertThat(followedActions()).filteredOn("organization.created"::equals).hasSize(3);
    assertThat(follower.lag()).isZero();
  }

  @Test
  void a_chain_that_lost_its_end_is_left_where_it_is() {
    server.restart();
    server.createOrganization(name + "-kept");
    server.createOrganization(name + "-lost");
    var chain = server.internals().audit().chainPosition();
    server.restart();
    var follower = follower(Start.HEADS, EventSelection.ALL);
    db().inTransaction(tx ->
        tx.update("DELETE FROM audit_events WHERE chain_id = :chain AND seq >= :seq")
            .bind("chain", chain.chainId())
            .bind("seq", chain.seq())
            .execute());

    server.createOrganization(name + "-next");
    follower.catchUp();

    assertThat(followedActions()).contains("organization.created");
    assertThat(follower.lag()).isZero();
  }
}
