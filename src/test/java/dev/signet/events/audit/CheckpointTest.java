package dev.signet.events.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.events.audit.Checkpoint.Head;
import dev.signet.testing.Load;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CheckpointTest {
  @RegisterExtension static final Trails trails = new Trails();

  private static List<Checkpoint> checkpoints() {
    return trails.db().read(handle -> new ChainStore().checkpoints(handle, 0, 1_000));
  }

  @Test
  void one_is_taken_only_when_something_has_happened() {
    var node = trails.node();
    node.checkpoint();
    assertThat(checkpoints()).isEmpty();

    trails.happen(node, 3);
    node.checkpoint();
    node.checkpoint();

    var last = trails.links().getLast();
    assertThat(checkpoints())
        .singleElement()
        .returns(1L, Checkpoint::number)
        .returns(trails.clock().instant(), Checkpoint::takenAt)
        .returns(List.of(new Head(last.chainId(), 3, last.hash())), Checkpoint::parsedHeads);
  }

  @Test
  void a_node_signs_for_one_that_stopped_without() {
    trails.happen(trails.node(), 3);
    var stopped = trails.links().getLast();
    trails.clock().advance(Checkpoints.SILENCE.plusSeconds(1));

    trails.node().checkpoint();

    assertThat(checkpoints().getFirst().parsedHeads())
        .containsExactly(new Head(stopped.chainId(), 3, stopped.hash(), Checkpoint.End.FOUND));
  }

  @Test
  void it_signs_for_what_the_node_wrote_and_not_for_what_the_database_says_now() {
    var node = trails.node();
    trails.happen(node, 3);
    var last = trails.links().getLast();
    trails.tamper("UPDATE audit_events SET hash = 'forged' WHERE seq = 3");

    node.checkpoint();

    assertThat(checkpoints().getFirst().parsedHeads())
        .containsExactly(new Head(last.chainId(), 3, last.hash()));
  }

  @Test
  void of_several_nodes_each_gets_a_number_of_its_own() {
    Load.race(
        4,
        _ -> {
          var node = trails.node();
          for (var i = 0; i < 8; i++) {
            trails.happen(node, 1);
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
  void one_that_was_made_up_keeps_nobody_from_signing() {
    var node = trails.node();
    trails.happen(node, 1);
    var link = trails.links().getFirst();
    var forged =
        Checkpoint.after(
            Link.GENESIS,
            1,
            trails.clock().instant(),
            List.of(new Head(link.chainId(), Long.MAX_VALUE, link.hash())),
            Trails.keysOfSomebodyElse());
    trails.db().inTransaction(tx -> new ChainStore().addCheckpoint(tx, forged));

    node.checkpoint();

    assertThat(checkpoints().getLast().parsedHeads())
        .containsExactly(new Head(link.chainId(), 1, link.hash()));
    assertThat(trails.verified().faults())
        .containsExactly(
            new Faults.Fault("checkpoints", 1, null, "the checkpoint is not what was signed"));
  }
}
