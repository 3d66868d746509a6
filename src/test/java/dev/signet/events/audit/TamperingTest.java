package dev.signet.events.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.events.audit.AuditLogFixture.TestEvent;
import dev.signet.events.audit.VerificationFaults.ChainFault;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Each test makes one change to the database behind the server's back, and the verification
/// reports exactly that. There are two chains: the first of a node that has stopped, with 6 events
/// in 2 checkpoints; the second with 4 events in a third checkpoint and 2 after it.
@DisplayNameGeneration(ReplaceUnderscores.class)
class TamperingTest {
  @RegisterExtension static final AuditLogFixture trails = new AuditLogFixture();

  private @Nullable Audit node;
  private String first = "";
  private String second = "";

  @BeforeEach
  void two_chains() {
    var stopped = trails.node();
    trails.recordEvents(stopped, 4);
    stopped.checkpoint();
    trails.recordEvents(stopped, 2);
    stopped.checkpoint();
    var running = trails.node();
    trails.recordEvents(running, 4);
    running.checkpoint();
    trails.recordEvents(running, 2);
    node = running;
    var links = trails.links();
    first = links.getFirst().chainId();
    second = links.getLast().chainId();
    assertThat(trails.verified())
        .isEqualTo(
            new Verification.Report(
                true,
                12,
                2,
                3,
                0,
                2,
                links.getFirst().entry().timestamp(),
                links.getLast().entry().timestamp(),
                List.of()));
  }

  private String eventId(String chainId, long seq) {
    return trails.links().stream()
        .filter(link -> link.chainId().equals(chainId) && link.seq() == seq)
        .findFirst()
        .orElseThrow()
        .entry()
        .eventId();
  }

  private Audit node() {
    return Objects.requireNonNull(node);
  }

  private void finds(ChainFault... faults) {
    assertThat(trails.verified())
        .returns(false, Verification.Report::valid)
        .extracting(Verification.Report::faults)
        .isEqualTo(List.of(faults));
  }

  @Test
  void an_event_whose_metadata_was_changed() {
    trails.tamper(
        "UPDATE audit_events SET metadata = '{\"name\":\"nobody\"}' WHERE chain_id = ? AND seq = 3",
        first);

    finds(new ChainFault(first, 3, eventId(first, 3), "the event is not what was written"));
  }

  @Test
  void an_event_that_was_moved_to_another_organization() {
    trails.tamper(
        "UPDATE audit_events SET organization_id = 'other' WHERE chain_id = ? AND seq = 6", second);

    finds(new ChainFault(second, 6, eventId(second, 6), "the event is not what was written"));
  }

  @Test
  void a_token_that_was_bound_to_a_key_afterwards() {
    var issued =
        new Event.IssuedToken(
            trails.clock().instant().plusSeconds(60), 1, Optional.empty(), Optional.empty());
    trails
        .db()
        .inTransaction(tx ->
            node()
                .record(tx, new TestEvent("token.issued", "x", issued), AuditLogFixture.SOMEBODY));
    trails.tamper(
        """
        UPDATE audit_events SET token_thumbprint = 'x', token_key_generation = 1
        WHERE chain_id = ? AND seq = 7
        """,
        second);

    finds(new ChainFault(second, 7, eventId(second, 7), "the event is not what was written"));
  }

  @Test
  void an_event_that_was_changed_together_with_its_hash() {
    var link = trails.links().get(2);
    var forged = changed(link, link.prevHash());
    rewrite(forged);

    finds(
        new ChainFault(first, 4, eventId(first, 4), "the event does not follow the one before it"));
  }

  @Test
  void a_chain_that_was_rewritten_from_an_event_on() {
    var links = trails.links();
    var prev = links.get(1).hash();
    for (var link : links.subList(2, 6)) {
      var forged = changed(link, prev);
      rewrite(forged);
      prev = forged.hash();
    }

    finds(new ChainFault(first, 4, null, "the chain was rewritten: it is not what was signed for"));
  }

  @Test
  void events_in_the_middle_that_were_deleted() {
    trails.tamper("DELETE FROM audit_events WHERE chain_id = ? AND seq IN (2, 3)", first);

    finds(
        new ChainFault(
            first, 4, eventId(first, 4), "events before this one are gone, from number 2"));
  }

  @Test
  void a_beginning_that_was_deleted() {
    trails.tamper("DELETE FROM audit_events WHERE chain_id = ? AND seq <= 2", first);

    finds(
        new ChainFault(
            first,
            3,
            eventId(first, 3),
            "the chain's beginning is gone, and no anchor says that it was pruned"));
  }

  @Test
  void an_end_that_was_cut_off() {
    trails.tamper("DELETE FROM audit_events WHERE chain_id = ? AND seq >= 4", first);

    finds(new ChainFault(first, 4, null, "the chain's end is gone, from number 4"));
  }

  @Test
  void a_whole_chain_that_was_deleted() {
    trails.tamper("DELETE FROM audit_events WHERE chain_id = ?", first);

    finds(new ChainFault(first, 4, null, "the whole chain is gone"));
  }

  @Test
  void two_events_that_changed_places() {
    trails.tamper("UPDATE audit_events SET seq = 100 WHERE chain_id = ? AND seq = 2", first);
    trails.tamper("UPDATE audit_events SET seq = 2 WHERE chain_id = ? AND seq = 3", first);
    trails.tamper("UPDATE audit_events SET seq = 3 WHERE chain_id = ? AND seq = 100", first);

    finds(
        new ChainFault(first, 2, eventId(first, 2), "the event is not what was written"),
        new ChainFault(first, 3, eventId(first, 3), "the event is not what was written"));
  }

  @Test
  void an_event_that_was_put_in_at_the_end_of_a_stopped_chain() {
    var last = trails.links().get(5);
    trails.tamper(
        """
        INSERT INTO audit_events (
          event_id, chain_id, seq, occurred_at, action, outcome, actor_type, actor_id, ip_address,
          user_agent, request_id, metadata, prev_hash, hash)
        SELECT 'forged', chain_id, 7, occurred_at, action, outcome, actor_type, actor_id,
          ip_address, user_agent, request_id, metadata, hash, 'forged'
        FROM audit_events WHERE event_id = ?
        """,
        last.entry().eventId());

    finds(new ChainFault(first, 7, "forged", "the event is not what was written"));
  }

  @Test
  void a_checkpoint_that_was_changed() {
    trails.tamper("UPDATE audit_checkpoints SET heads = '[]' WHERE number = 2");

    finds(new ChainFault("checkpoints", 2, null, "the checkpoint is not what was signed"));
  }

  @Test
  void a_checkpoint_that_was_made_up() {
    var two = trails.db().read(handle -> new ChainStore().checkpoints(handle, 1, 1)).getFirst();
    var forged =
        Checkpoint.after(
            two.prevHash(), 2, two.takenAt(), List.of(), AuditLogFixture.keysOfAnotherServer());
    trails.tamper(
        "UPDATE audit_checkpoints SET heads = ?, hash = ?, signature = ? WHERE number = 2",
        forged.heads(),
        forged.hash(),
        forged.signature().value());

    finds(new ChainFault("checkpoints", 2, null, "the checkpoint is not what was signed"));
  }

  @Test
  void a_checkpoint_that_was_deleted() {
    trails.tamper("DELETE FROM audit_checkpoints WHERE number = 2");

    finds(
        new ChainFault(
            "checkpoints", 3, null, "checkpoints before this one are gone, from number 2"));
  }

  @Test
  void last_checkpoints_that_were_deleted_together_with_their_events() {
    trails.tamper("DELETE FROM audit_checkpoints WHERE number = 3");
    trails.tamper("DELETE FROM audit_events WHERE chain_id = ? AND seq > 1", second);

    // The node that took it remembers it, and how far its own chain had come.
    assertThat(node().verify().faults())
        .containsExactly(
            new ChainFault("checkpoints", 3, null, "checkpoints are gone, from number 3"),
            new ChainFault(second, 6, null, "the chain's end is gone, from number 2"));
  }

  @Test
  void an_end_that_was_cut_off_before_a_checkpoint_came_to_it() {
    trails.tamper("DELETE FROM audit_events WHERE chain_id = ? AND seq = 6", second);

    assertThat(node().verify().faults())
        .containsExactly(new ChainFault(second, 6, null, "the chain's end is gone, from number 6"));
  }

  @Test
  void an_anchor_that_was_changed() {
    prunesTheFirstChain(3);
    trails.tamper("UPDATE audit_anchors SET hash = ? WHERE chain_id = ?", "ab".repeat(32), first);

    finds(new ChainFault(first, 3, null, "the anchor is not what was signed"));
  }

  @Test
  void an_anchor_that_was_moved_on_to_cover_a_deletion() {
    prunesTheFirstChain(3);
    trails.tamper("DELETE FROM audit_events WHERE chain_id = ? AND seq <= 5", first);
    trails.tamper("UPDATE audit_anchors SET seq = 5 WHERE chain_id = ?", first);

    finds(new ChainFault(first, 5, null, "the anchor is not what was signed"));
  }

  @Test
  void an_anchor_that_was_deleted() {
    prunesTheFirstChain(3);
    trails.tamper("DELETE FROM audit_anchors WHERE chain_id = ?", first);

    finds(
        new ChainFault(
            first,
            4,
            eventId(first, 4),
            "the chain's beginning is gone, and no anchor says that it was pruned"));
  }

  @Test
  void an_older_anchor_that_was_put_back() {
    prunesTheFirstChain(2);
    var older = trails.db().read(handle -> new ChainStore().anchor(handle, first)).orElseThrow();
    prunesTheFirstChain(2);
    trails.tamper(
        "UPDATE audit_anchors SET seq = ?, hash = ?, pruned_before = ?, pruned_at = ?, signature ="
            + " ? WHERE chain_id = ?",
        older.seq(),
        older.hash(),
        older.prunedBefore().toEpochMilli(),
        older.prunedAt().toEpochMilli(),
        older.signature().value(),
        first);

    finds(
        new ChainFault(
            first, 5, eventId(first, 5), "events before this one are gone, from number 3"));
  }

  @Test
  void no_more_than_the_first_twenty_faults() {
    trails.recordEvents(node(), 30);
    trails.tamper("UPDATE audit_events SET outcome = 'failure'");

    assertThat(trails.verified())
        .returns(42L, Verification.Report::events)
        .extracting(Verification.Report::faults)
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .hasSize(20);
  }

  /// Makes the next events of the first chain the only old ones, and prunes them.
  private void prunesTheFirstChain(int events) {
    var links = trails.links();
    var kept = links.get(events);
    assertThat(kept.chainId()).isEqualTo(first);
    assertThat(trails.prune(kept.entry().timestamp())).isEqualTo(new Retention.Pruned(events, 1));
    assertThat(trails.verified().valid()).isTrue();
  }

  private static ChainLink changed(ChainLink link, String prevHash) {
    var entry = link.entry();
    return ChainLink.after(
        prevHash,
        link.chainId(),
        link.seq(),
        new AuditEntry(
            entry.eventId(),
            entry.timestamp(),
            entry.action(),
            entry.outcome(),
            entry.agentId(),
            entry.organizationId(),
            entry.actorType(),
            "somebody-else",
            entry.credentialFingerprint(),
            entry.ipAddress(),
            entry.userAgent(),
            entry.requestId(),
            entry.metadata(),
            entry.token(),
            entry.actingToken()));
  }

  private void rewrite(ChainLink forged) {
    trails.tamper(
        "UPDATE audit_events SET actor_id = ?, prev_hash = ?, hash = ? WHERE event_id = ?",
        forged.entry().actorId(),
        forged.prevHash(),
        forged.hash(),
        forged.entry().eventId());
  }
}
