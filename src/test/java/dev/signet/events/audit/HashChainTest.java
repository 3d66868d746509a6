package dev.signet.events.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.events.audit.AuditLogFixture.TestEvent;
import dev.signet.testing.ConcurrentCalls;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HashChainTest {
  private static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @RegisterExtension static final AuditLogFixture trails = new AuditLogFixture();

  @Test
  void links_follow_each_other_however_many_write_at_once() {
    var node = trails.node();

    ConcurrentCalls.race(
        16,
        racer -> {
          for (var i = 0; i < 10; i++) {
            var name = racer + "." + i;
            if (racer % 2 == 0) {
              node.record(new TestEvent(name), AuditLogFixture.SOMEBODY);
            } else {
              trails
                  .db()
                  .inTransaction(
                      tx -> node.record(tx, new TestEvent(name), AuditLogFixture.SOMEBODY));
            }
          }
        });

    assertThat(trails.links())
        .extracting(ChainLink::seq)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 160).boxed().toList());
    assertThat(trails.verified())
        .returns(true, Verification.Report::valid)
        .returns(160L, Verification.Report::events)
        .returns(1L, Verification.Report::chains);
  }

  @Test
  void each_start_of_a_node_has_a_chain_of_its_own() {
    trails.recordEvents(trails.node(), 2);
    trails.recordEvents(trails.node(), 3);

    assertThat(trails.links()).extracting(ChainLink::seq).containsExactly(1L, 2L, 1L, 2L, 3L);
    assertThat(trails.verified()).returns(2L, Verification.Report::chains);
  }

  @Test
  void a_rollback_leaves_neither_an_event_nor_a_gap() {
    var node = trails.node();
    trails.recordEvents(node, 1);

    assertThatThrownBy(() ->
            trails
                .db()
                .inTransaction(tx -> {
                  node.record(tx, new TestEvent("undone"), AuditLogFixture.SOMEBODY);
                  throw new Interrupted();
                }))
        .isInstanceOf(Interrupted.class);
    trails.recordEvents(node, 1);

    assertThat(trails.links()).extracting(ChainLink::seq).containsExactly(1L, 2L);
    assertThat(trails.verified().valid()).isTrue();
  }

  @Test
  void a_commit_that_fails_leaves_neither_an_event_nor_a_gap() {
    var node = trails.node();
    trails.recordEvents(node, 1);
    var taken = trails.links().getFirst().entry().eventId();

    assertThatThrownBy(() ->
            trails
                .db()
                .inTransaction(tx -> {
                  node.record(
                      tx,
                      taken,
                      trails.clock().instant(),
                      new TestEvent("again"),
                      AuditLogFixture.SOMEBODY);
                  return true;
                }))
        .isInstanceOf(RuntimeException.class);
    trails.recordEvents(node, 1);

    assertThat(trails.links()).extracting(ChainLink::seq).containsExactly(1L, 2L);
    assertThat(trails.verified().valid()).isTrue();
  }

  @Test
  void a_chain_that_was_pruned_whole_goes_on_where_it_was() {
    var node = trails.node();
    trails.recordEvents(node, 3);
    node.checkpoint();
    trails.clock().advance(Duration.ofSeconds(1));
    trails.prune(trails.clock().instant());
    // After a failure the node does not know where its chain ends, and asks the database.
    assertThatThrownBy(() ->
            trails
                .db()
                .inTransaction(tx -> {
                  node.record(
                      tx,
                      "one",
                      trails.clock().instant(),
                      new TestEvent("1"),
                      AuditLogFixture.SOMEBODY);
                  node.record(
                      tx,
                      "one",
                      trails.clock().instant(),
                      new TestEvent("2"),
                      AuditLogFixture.SOMEBODY);
                  return true;
                }))
        .isInstanceOf(RuntimeException.class);

    trails.recordEvents(node, 1);

    assertThat(trails.links()).extracting(ChainLink::seq).containsExactly(4L);
    assertThat(trails.verified().valid()).isTrue();
  }
}
