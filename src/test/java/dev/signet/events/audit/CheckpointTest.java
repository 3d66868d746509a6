package dev.signet.events.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.events.audit.Checkpoint.ChainHead;
import dev.signet.testing.ConcurrentCalls;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CheckpointTest {
  @RegisterExtension static final AuditLogFixture trails = new AuditLogFixture();

  private static List<Checkpoint> checkpoints() {
    return trails.db().read(handle -> new ChainStore().checkpoints(handle, 0, 1_000));
  }

  @Test
  void one_is_taken_only_when_something_has_happened() {
    var node = trails.node();
    node.checkpoint();
    assertThat(checkpoints()).isEmpty();

    trails.recordEvents(node, 3);
    node.checkpoint();
    node.checkpoint();

    var last = trails.links().getLast();
    assertThat(checkpoints())
        .singleElement()
        .returns(1L, Checkpoint::number)
        .returns(trails.clock().instant(), Checkpoint::takenAt)
        .returns(List.of(new ChainHead(last.chainId(), 3, last.hash())), Checkpoint::parsedHeads);
  }

  @Test
  void a_node_signs_for_a_node_that_stopped_without_signing() {
    trails.recordEvents(trails.node(), 3);
    var stopped = trails.links().getLast();
    trails.clock().advance(Checkpoints.SILENCE_BEFORE_TAKEOVER.plusSeconds(1));

    trails.node().checkpoint();

    assertThat(checkpoints().getFirst().parsedHeads())
        .containsExactly(
            new ChainHead(stopped.chainId(), 3, stopped.hash(), Checkpoint.ChainEnd.FOUND));
  }

  @Test
  void a_checkpoint_signs_what_the_node_wrote_and_not_the_current_database() {
    var node = trails.node();
    trails.recordEvents(node, 3);
    var last = trails.links().getLast();
    trails.tamper("UPDATE audit_events SET hash = 'forged' WHERE seq = 3");

    node.checkpoint();

    assertThat(checkpoints().getFirst().parsedHeads())
        .containsExactly(new ChainHead(last.chainId(), 3, last.hash()));
  }

  @Test
  void of_several_nodes_each_gets_a_number_of_its_own() {
    ConcurrentCalls.race(
        4,
        _ -> {
          var node = trails.node();
          for (var i = 0; i < 8; i++) {
            trails.recordEvents(node, 1);
            node.checkpoint();
          }
        });

    var numbers = checkpoints().stream().map(Checkpoint::number).toList();
    assertThat(numbers)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, numbers.size()).boxed().toList());
    assertThat(trails.verified())
        .returns(true, Verification.Report::valid)
        .returns(4L, Verification.Report::chains)
        .returns((long) numbers.size(), Verification.Report::checkpoints);
  }

  @Test
  void a_forged_checkpoint_does_not_keep_nodes_from_signing() {
    var node = trails.node();
    trails.recordEvents(node, 1);
    var link = trails.links().getFirst();
    var forged =
        Checkpoint.after(
            ChainLink.GENESIS,
            1,
            trails.clock().instant(),
            List.of(new ChainHead(link.chainId(), Long.MAX_VALUE, link.hash())),
            AuditLogFixture.keysOfAnotherServer());
    trails.db().inTransaction(tx -> new ChainStore().addCheckpoint(tx, forged));

    node.checkpoint();

    assertThat(checkpoints().getLast().parsedHeads())
        .containsExactly(new ChainHead(link.chainId(), 1, link.hash()));
    assertThat(trails.verified().faults())
        .containsExactly(
            new VerificationFaults.ChainFault(
                "checkpoints", 1, null, "the checkpoint is not what was signed"));
  }
}
