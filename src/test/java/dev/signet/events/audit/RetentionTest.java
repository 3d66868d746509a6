package dev.signet.events.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.json.Json;
import dev.signet.events.audit.Trails.Happened;
import dev.signet.testing.Load;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RetentionTest {
  private static final Duration KEPT = Duration.ofDays(2);

  @RegisterExtension static final Trails trails = new Trails();

  @Test
  void what_is_too_old_goes_and_the_rest_still_verifies() {
    var node = trails.node();
    trails.happen(node, 5);
    node.checkpoint();
    trails.clock().advance(KEPT);
    trails.happen(node, 3);
    node.checkpoint();

    node.prune(KEPT.minusSeconds(1), trails.clock().instant());

    assertThat(trails.links()).extracting(Link::seq).containsExactly(6L, 7L, 8L, 9L);
    assertThat(trails.verified())
        .returns(true, Verification.Report::valid)
        .returns(2L, Verification.Report::anchors)
        .returns(4L, Verification.Report::events);
  }

  @Test
  void it_is_told_of_in_the_trail_when_something_went() {
    var node = trails.node();
    node.prune(KEPT, trails.clock().instant());
    assertThat(trails.links()).isEmpty();

    trails.happen(node, 5);
    trails.happen(trails.node(), 2);
    trails.clock().advance(KEPT.plusSeconds(1));
    node.prune(KEPT, trails.clock().instant());

    var told = trails.links();
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().entry())
        .returns("audit.pruned", Entry::action)
        .returns("system", Entry::actorType)
        .returns("audit-retention", Entry::actorId)
        .returns(
            "{\"event_count\":7,\"chain_count\":2,\"before\":\""
                + Json.time(trails.clock().instant().minus(KEPT))
                + "\"}",
            Entry::metadata);
  }

  @Test
  void nothing_goes_from_a_token_that_lives_on() {
    var half = Event.IssuedToken.MAX_LIFETIME.dividedBy(2);
    var node = trails.node();
    trails.happen(node, 2);
    var issued =
        new Event.IssuedToken(
            trails.clock().instant().plus(half.multipliedBy(2)),
            1,
            Optional.empty(),
            Optional.empty());
    trails
        .db()
        .inTransaction(
            tx -> node.record(tx, new Happened("token.issued", "x", issued), Trails.SOMEBODY));
    trails.happen(node, 2);
    node.checkpoint();
    trails.clock().advance(half.plusSeconds(10));

    assertThat(trails.prune(trails.clock().instant().minus(half)).events()).isEqualTo(2);
    assertThat(trails.links()).extracting(Link::seq).containsExactly(3L, 4L, 5L);

    trails.clock().advance(half);
    assertThat(trails.prune(trails.clock().instant().minus(half)).events()).isEqualTo(3);
    assertThat(trails.links()).isEmpty();
  }

  @Test
  void checkpoints_go_with_their_events_but_for_the_last() {
    var node = trails.node();
    for (var i = 0; i < 4; i++) {
      trails.happen(node, 2);
      node.checkpoint();
    }
    var fifth = trails.links().get(4).entry().timestamp();

    trails.prune(fifth);
    assertThat(trails.verified())
        .returns(true, Verification.Report::valid)
        .returns(2L, Verification.Report::checkpoints)
        .returns(2L, Verification.Report::anchors);

    trails.prune(trails.clock().instant().plusSeconds(1));
    assertThat(trails.verified())
        .returns(true, Verification.Report::valid)
        .returns(0L, Verification.Report::events)
        .returns(1L, Verification.Report::checkpoints);

    trails.happen(node, 1);
    node.checkpoint();
    assertThat(trails.verified())
        .returns(true, Verification.Report::valid)
        .returns(2L, Verification.Report::checkpoints);
  }

  @Test
  void what_nothing_was_signed_for_yet_stays() {
    var node = trails.node();
    trails.happen(node, 3);
    node.checkpoint();
    trails.happen(node, 2);
    trails.clock().advance(Duration.ofSeconds(1));

    assertThat(trails.prune(trails.clock().instant()).events()).isEqualTo(3);
    assertThat(trails.links()).extracting(Link::seq).containsExactly(4L, 5L);

    node.checkpoint();
    assertThat(trails.prune(trails.clock().instant()).events()).isEqualTo(2);
    assertThat(trails.verified().valid()).isTrue();
  }

  @Test
  void several_nodes_may_prune_at_once() {
    var node = trails.node();
    trails
        .db()
        .inTransaction(tx -> {
          for (var i = 0; i < 1_700; i++) {
            node.record(tx, new Happened("old " + i), Trails.SOMEBODY);
          }
          return true;
        });
    node.checkpoint();
    trails.clock().advance(KEPT.plusSeconds(1));
    trails.happen(node, 1);

    Load.race(4, _ -> trails.prune(trails.clock().instant().minus(KEPT)));

    assertThat(trails.links()).extracting(Link::seq).containsExactly(1_701L);
    assertThat(trails.verified().valid()).isTrue();
  }

  @Test
  void a_check_finds_no_fault_in_what_is_being_written_and_pruned() {
    var node = trails.node();
    var done = new AtomicBoolean();

    Load.race(
        3,
        racer -> {
          switch (racer) {
            case 0 -> {
              for (var i = 0; i < 40; i++) {
                trails.happen(node, 5);
                node.checkpoint();
              }
              done.set(true);
            }
            case 1 -> {
              while (!done.get()) {
                trails.prune(trails.clock().instant().minusSeconds(20));
              }
            }
            default -> {
              while (!done.get()) {
                assertThat(node.verify().faults()).isEmpty();
              }
            }
          }
        });

    assertThat(node.verify())
        .returns(true, Verification.Report::valid)
        .returns(trails.links().getLast().entry().timestamp(), Verification.Report::to);
  }

  @Test
  void told_to_end_it_leaves_what_is_left_for_the_next_time() {
    var node = trails.node();
    trails.happen(node, 250);
    trails.clock().advance(KEPT.plusSeconds(1));

    node.endPruning();
    node.prune(KEPT, trails.clock().instant());
    assertThat(trails.links()).hasSizeGreaterThan(100);

    trails.node().prune(KEPT, trails.clock().instant());
    assertThat(trails.links())
        .extracting(link -> link.entry().action())
        .containsOnly("audit.pruned");
    assertThat(trails.verified()).returns(true, Verification.Report::valid);
  }
}
