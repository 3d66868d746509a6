package dev.signet.events.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.json.Json;
import dev.signet.events.audit.AuditLogFixture.TestEvent;
import dev.signet.testing.ConcurrentCalls;
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

  @RegisterExtension static final AuditLogFixture trails = new AuditLogFixture();

  @Test
  void old_events_are_pruned_and_the_rest_still_verifies() {
    var node = trails.node();
    trails.recordEvents(node, 5);
    node.checkpoint();
    trails.clock().advance(KEPT);
    trails.recordEvents(node, 3);
    node.checkpoint();

    node.prune(KEPT.minusSeconds(1), trails.clock().instant());

    assertThat(trails.links()).extracting(ChainLink::seq).containsExactly(6L, 7L, 8L, 9L);
    assertThat(trails.verified())
        .returns(true, Verification.Report::valid)
        .returns(2L, Verification.Report::anchors)
        .returns(4L, Verification.Report::events);
  }

  @Test
  void pruning_is_recorded_in_the_audit_log() {
    var node = trails.node();
    node.prune(KEPT, trails.clock().instant());
    assertThat(trails.links()).isEmpty();

    trails.recordEvents(node, 5);
    trails.recordEvents(trails.node(), 2);
    trails.clock().advance(KEPT.plusSeconds(1));
    node.prune(KEPT, trails.clock().instant());

    var told = trails.links();
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().entry())
        .returns("audit.pruned", AuditEntry::action)
        .returns("system", AuditEntry::actorType)
        .returns("audit-retention", AuditEntry::actorId)
        .returns(
            "{\"event_count\":7,\"chain_count\":2,\"before\":\""
                + Json.time(trails.clock().instant().minus(KEPT))
                + "\"}",
            AuditEntry::metadata);
  }

  @Test
  void events_of_an_unexpired_token_are_not_pruned() {
    var half = Event.IssuedToken.MAX_LIFETIME.dividedBy(2);
    var node = trails.node();
    trails.recordEvents(node, 2);
    var issued =
        new Event.IssuedToken(
            trails.clock().instant().plus(half.multipliedBy(2)),
            1,
            Optional.empty(),
            Optional.empty());
    trails
        .db()
        .inTransaction(tx ->
            node.record(tx, new TestEvent("token.issued", "x", issued), AuditLogFixture.SOMEBODY));
    trails.recordEvents(node, 2);
    node.checkpoint();
    trails.clock().advance(half.plusSeconds(10));

    assertThat(trails.prune(trails.clock().instant().minus(half)).events()).isEqualTo(2);
    assertThat(trails.links()).extracting(ChainLink::seq).containsExactly(3L, 4L, 5L);

    trails.clock().advance(half);
    assertThat(trails.prune(trails.clock().instant().minus(half)).events()).isEqualTo(3);
    assertThat(trails.links()).isEmpty();
  }

  @Test
  void checkpoints_go_with_their_events_but_for_the_last() {
    var node = trails.node();
    for (var i = 0; i < 4; i++) {
      trails.recordEvents(node, 2);
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

    trails.recordEvents(node, 1);
    node.checkpoint();
    assertThat(trails.verified())
        .returns(true, Verification.Report::valid)
        .returns(2L, Verification.Report::checkpoints);
  }

  @Test
  void events_without_a_signature_are_not_pruned() {
    var node = trails.node();
    trails.recordEvents(node, 3);
    node.checkpoint();
    trails.recordEvents(node, 2);
    trails.clock().advance(Duration.ofSeconds(1));

    assertThat(trails.prune(trails.clock().instant()).events()).isEqualTo(3);
    assertThat(trails.links()).extracting(ChainLink::seq).containsExactly(4L, 5L);

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
            node.record(tx, new TestEvent("old " + i), AuditLogFixture.SOMEBODY);
          }
          return true;
        });
    node.checkpoint();
    trails.clock().advance(KEPT.plusSeconds(1));
    trails.recordEvents(node, 1);

    ConcurrentCalls.race(4, _ -> trails.prune(trails.clock().instant().minus(KEPT)));

    assertThat(trails.links()).extracting(ChainLink::seq).containsExactly(1_701L);
    assertThat(trails.verified().valid()).isTrue();
  }

  @Test
  void a_check_finds_no_fault_in_what_is_being_written_and_pruned() {
    var node = trails.node();
    var done = new AtomicBoolean();

    ConcurrentCalls.race(
        3,
        racer -> {
          switch (racer) {
            case 0 -> {
              for (var i = 0; i < 40; i++) {
                trails.recordEvents(node, 5);
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
  void when_stopped_it_leaves_the_rest_for_the_next_run() {
    var node = trails.node();
    trails.recordEvents(node, 250);
    trails.clock().advance(KEPT.plusSeconds(1));

    node.stopPruning();
    node.prune(KEPT, trails.clock().instant());
    assertThat(trails.links()).hasSizeGreaterThan(100);

    trails.node().prune(KEPT, trails.clock().instant());
    assertThat(trails.links())
        .extracting(link -> link.entry().action())
        .containsOnly("audit.pruned");
    assertThat(trails.verified()).returns(true, Verification.Report::valid);
  }
}
