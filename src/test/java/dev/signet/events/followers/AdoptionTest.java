package dev.signet.events.followers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.events.audit.EventSelection;
import dev.signet.events.audit.FollowedEvent;
import dev.signet.events.followers.FollowerPlan.Start;
import dev.signet.testing.TestServer;
import dev.signet.testing.TwoNodes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Nodes over one database: each reads its own chain, and the rest of a node that has ended.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AdoptionTest {
  @RegisterExtension static final TwoNodes nodes = new TwoNodes();

  private static Follower follower(TestServer node, String name) {
    var internals = node.internals();
    var followers =
        new Followers(
            internals.db(), internals.audit(), nodes.a().clock(), new SimpleMeterRegistry());
    return followers.add(
        new FollowerPlan(name, Start.HEADS, FollowerPlan.LIVE),
        Reading.events(followers.chains(), EventSelection.ALL),
        (tx, events) -> store(tx, name, events));
  }

  private static void store(Tx tx, String name, List<FollowedEvent> events) {
    for (var event : events) {
      tx.update(
              "INSERT INTO test_adopted (follower, event_id, action) VALUES (:name, :id, :action)")
          .bind("name", name)
          .bind("id", event.eventId())
          .bind("action", event.action())
          .execute();
    }
  }

  private static long adopted(Db db, String name) {
    return db.read(handle ->
        handle
            .createQuery(
                """
                SELECT COUNT(*) FROM test_adopted
                WHERE follower = :name AND action = 'organization.created'
                """)
            .bind("name", name)
            .mapTo(Long.class)
            .one());
  }

  @Test
  void the_chain_of_another_node_is_read_when_its_position_has_not_moved() {
    var db = nodes.b().internals().db();
    db.inTransaction(tx ->
        tx.update(
                """
                CREATE TABLE test_adopted (
                  follower TEXT NOT NULL, event_id TEXT NOT NULL, action TEXT NOT NULL,
                  PRIMARY KEY (follower, event_id))
                """)
            .execute());
    var name = "test-adoption";
    var ofA = follower(nodes.a(), name);
    var ofB = follower(nodes.b(), name);

    // A reads its own chain, and B leaves it alone.
    nodes.a().createOrganization("read-by-a");
    ofB.readOthers();
    ofA.readOwn();
    assertThat(adopted(db, name)).isOne();
    ofB.readOthers();

    // A ends without reading its last events; its follower's position does not move.
    nodes.a().createOrganization("left-by-a-1");
    nodes.a().createOrganization("left-by-a-2");
    ofB.readOthers();
    nodes.a().clock().advance(Duration.ofMillis(1_999));
    ofB.readOthers();
    assertThat(adopted(db, name)).isOne();

    nodes.a().clock().advance(Duration.ofMillis(101));
    ofB.readOthers();
    assertThat(adopted(db, name)).isEqualTo(3);

    // A was only stuck: it finds that its position was moved, and goes on from there.
    nodes.a().createOrganization("of-a-again");
    ofA.readOwn();
    ofA.readOwn();
    assertThat(adopted(db, name)).isEqualTo(4);
  }
}
