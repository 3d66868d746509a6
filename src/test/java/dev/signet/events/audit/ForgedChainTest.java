package dev.signet.events.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.base.db.Ids;
import dev.signet.events.audit.Checkpoint.ChainEnd;
import dev.signet.events.audit.Checkpoint.ChainHead;
import dev.signet.events.audit.VerificationFaults.ChainFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What an attacker with write access to the database, and without the master key and the data
/// folder, can forge or remove.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ForgedChainTest {
  private static final String BEHIND = "events were added after the end of the chain, from number ";

  @RegisterExtension static final AuditLogFixture trails = new AuditLogFixture();

  private final Path data = trails.newFolder();

  private static void finds(Verification.Report report, ChainFault... faults) {
    assertThat(report.faults()).containsExactly(faults);
    assertThat(report.valid()).isEqualTo(faults.length == 0);
  }

  /// Adds a link with a correct hash to the database.
  private static ChainLink forge(String chainId, long seq, String prevHash, Instant at) {
    var id = Ids.firstAt(at).substring(0, 24) + "%012x".formatted(seq);
    var real =
        AuditEntry.of(id, at, new AuditLogFixture.TestEvent("framed"), AuditLogFixture.SOMEBODY);
    var link = ChainLink.after(prevHash, chainId, seq, real);
    trails
        .db()
        .inTransaction(tx -> {
          new AuditStore().append(tx, List.of(link));
          return true;
        });
    return link;
  }

  private static List<ChainHead> signedHeads() {
    return trails.db().read(handle -> new ChainStore().checkpoints(handle, 0, 1_000)).stream()
        .flatMap(checkpoint -> checkpoint.parsedHeads().stream())
        .toList();
  }

  private static ChainLink last() {
    return trails.links().getLast();
  }

  private Audit crashes(Audit node) {
    node.crash();
    return trails.nodeIn(data);
  }

  @Test
  void an_invented_chain_is_found_and_never_signed_for() {
    var node = trails.nodeIn(data);
    trails.recordEvents(node, 2);
    node.checkpoint();
    var yesterday = trails.clock().instant().minus(Duration.ofDays(1));
    var first = forge("an-invented-chain", 1, ChainLink.GENESIS, yesterday);
    forge("an-invented-chain", 2, first.hash(), yesterday.plusSeconds(1));
    var fault =
        new ChainFault(
            "an-invented-chain",
            1,
            null,
            "the chain has no signed opening: this server did not write it");

    finds(node.verify(), fault);

    trails.clock().advance(Duration.ofHours(1));
    node.checkpoint();
    node = crashes(node);
    trails.clock().advance(Duration.ofHours(1));
    node.checkpoint();
    assertThat(signedHeads())
        .extracting(ChainHead::chainId)
        .doesNotContain("an-invented-chain")
        .isNotEmpty();
    finds(node.verify(), fault);
  }

  @Test
  void an_invented_chain_with_the_opening_of_another_one_is_found() {
    var node = trails.nodeIn(data);
    trails.recordEvents(node, 2);
    var yesterday = trails.clock().instant().minus(Duration.ofDays(1));
    forge("an-invented-chain", 1, ChainLink.GENESIS, yesterday);
    trails.tamper(
        "INSERT INTO audit_openings (chain_id, opened_at, seq, hash, kid, signature)"
            + " SELECT 'an-invented-chain', opened_at, seq, hash, kid, signature"
            + " FROM audit_openings");

    assertThat(node.verify().faults())
        .extracting(ChainFault::chainId)
        .containsOnly("an-invented-chain");
  }

  @Test
  void an_audit_key_that_was_made_up_signs_for_nothing() {
    var node = trails.nodeIn(data);
    trails.recordEvents(node, 2);
    var foreign =
        AuditKeys.generate(trails.crypto(), AuditLogFixture.otherMaster(), 99, Instant.EPOCH);
    trails.db().inTransaction(tx -> new ChainStore().addKey(tx, foreign));
    var keys = AuditLogFixture.keysOf(foreign);
    var now = trails.clock().instant();
    forge("an-invented-chain", 1, ChainLink.GENESIS, now);
    trails
        .db()
        .inTransaction(tx -> {
          new ChainStore().addOpening(tx, ChainOpening.of("an-invented-chain", now, keys));
          return true;
        });

    node = crashes(node);
    finds(
        node.verify(),
        new ChainFault(
            "an-invented-chain",
            1,
            null,
            "the chain has no signed opening: this server did not write it"));
    assertThat(node.publishedKeys()).extracting(key -> key.kid()).doesNotContain(foreign.kid());
  }

  @Test
  void an_invented_event_at_the_end_of_the_chain_that_a_node_writes_is_found_and_not_followed() {
    var node = trails.nodeIn(data);
    trails.recordEvents(node, 2);
    var end = last();
    var forged = forge(end.chainId(), 3, end.hash(), trails.clock().instant());

    finds(node.verify(), new ChainFault(end.chainId(), 3, null, BEHIND + 3));

    // The position is taken: the next event begins another chain; in SQLite after a failed one.
    try {
      trails.recordEvents(node, 1);
    } catch (RuntimeException _) {
      trails.recordEvents(node, 1);
    }
    assertThat(last().prevHash()).isEqualTo(ChainLink.GENESIS);
    assertThat(last().chainId()).isNotEqualTo(forged.chainId());
    node.checkpoint();

    var expected = new ChainFault(end.chainId(), 3, null, BEHIND + 3);
    finds(node.verify(), expected);
    finds(trails.verified(), expected);
    assertThat(trails.links())
        .filteredOn(link -> link.entry().action().equals("audit.contradicted"))
        .singleElement()
        .satisfies(link -> assertThat(link.entry().outcome()).isEqualTo("failure"));
  }

  @Test
  void an_invented_event_at_the_end_of_a_chain_that_was_ended_is_found_whatever_its_time() {
    var stopped = trails.nodeIn(data);
    trails.recordEvents(stopped, 2);
    var end = last();
    stopped.close();
    forge(end.chainId(), 3, end.hash(), trails.clock().instant());

    finds(trails.verified(), new ChainFault(end.chainId(), 3, null, BEHIND + 3));
    finds(trails.nodeIn(data).verify(), new ChainFault(end.chainId(), 3, null, BEHIND + 3));
  }

  @Test
  void an_invented_event_at_the_end_of_a_chain_whose_node_crashed_is_found() {
    var crashed = trails.nodeIn(data);
    trails.recordEvents(crashed, 2);
    crashed.checkpoint();
    var end = last();
    crashed.crash();
    trails.clock().advance(Duration.ofHours(2));

    // Its node has stopped, so nothing can happen in that chain now.
    forge(end.chainId(), 3, end.hash(), trails.clock().instant());
    var restarted = trails.nodeIn(data);

    finds(restarted.verify(), new ChainFault(end.chainId(), 3, null, BEHIND + 3));
    assertThat(signedHeads())
        .contains(new ChainHead(end.chainId(), 2, end.hash(), ChainEnd.CLOSED));
  }

  @Test
  void after_a_restart_not_even_an_event_with_the_time_of_the_crash_can_be_put_in() {
    var crashed = trails.nodeIn(data);
    trails.recordEvents(crashed, 2);
    crashed.checkpoint();
    var end = last();
    var restarted = crashes(crashed);
    trails.clock().advance(Duration.ofHours(2));

    forge(end.chainId(), 3, end.hash(), end.entry().timestamp().plusSeconds(1));

    finds(restarted.verify(), new ChainFault(end.chainId(), 3, null, BEHIND + 3));
  }

  @Test
  void events_between_the_last_heads_and_a_crash_are_kept_and_counted() {
    var crashed = trails.nodeIn(data);
    trails.recordEvents(crashed, 2);
    crashed.saveHeads();
    trails.recordEvents(crashed, 3);
    var end = last();

    var restarted = crashes(crashed);

    finds(restarted.verify());
    assertThat(signedHeads())
        .contains(new ChainHead(end.chainId(), 5, end.hash(), ChainEnd.CLOSED));
    assertThat(trails.links())
        .filteredOn(link -> link.entry().action().equals("audit.recovered"))
        .singleElement()
        .satisfies(link ->
            assertThat(link.entry().metadata())
                .isEqualTo(
                    "{\"chain_id\":\"%s\",\"seq\":2,\"unwitnessed_event_count\":3}"
                        .formatted(end.chainId())));
  }

  @Test
  void a_cut_end_is_found_after_a_crash() {
    var crashed = trails.nodeIn(data);
    trails.recordEvents(crashed, 2);
    crashed.checkpoint();
    trails.recordEvents(crashed, 2);
    crashed.saveHeads();
    var chain = last().chainId();
    crashed.crash();
    trails.tamper("DELETE FROM audit_events WHERE chain_id = ? AND seq > 2", chain);

    var restarted = trails.nodeIn(data);

    var fault = new ChainFault(chain, 4, null, "the chain's end is gone, from number 3");
    finds(restarted.verify(), fault);
    // It is not forgotten with the next start.
    restarted.checkpoint();
    restarted.close();
    finds(trails.nodeIn(data).verify(), fault);
  }

  @Test
  void a_cut_checkpoint_is_found_after_a_restart() {
    var stopped = trails.nodeIn(data);
    trails.recordEvents(stopped, 2);
    stopped.checkpoint();
    trails.recordEvents(stopped, 2);
    stopped.close();
    trails.tamper("DELETE FROM audit_checkpoints WHERE number = 2");

    var restarted = trails.nodeIn(data);
    restarted.checkpoint();

    assertThat(restarted.verify().faults())
        .contains(
            new ChainFault("checkpoints", 2, null, "the checkpoint was replaced by another one"));
  }

  /// Stops a node and deletes the end of its chain, and the checkpoint that signed it.
  ///
  /// @return the chain, with two remaining events
  private String stoppedAndCutOff() {
    var stopped = trails.nodeIn(data);
    trails.recordEvents(stopped, 2);
    stopped.checkpoint();
    trails.recordEvents(stopped, 2);
    var chain = last().chainId();
    stopped.close();
    trails.tamper("DELETE FROM audit_checkpoints WHERE number = 2");
    trails.tamper("DELETE FROM audit_events WHERE chain_id = ? AND seq > 2", chain);
    return chain;
  }

  @Test
  void a_cut_end_and_a_cut_checkpoint_together_are_found_after_a_restart() {
    var chain = stoppedAndCutOff();

    var restarted = trails.nodeIn(data);

    assertThat(restarted.verify().faults())
        .contains(
            new ChainFault("checkpoints", 2, null, "the checkpoint was replaced by another one"),
            new ChainFault(chain, 4, null, "the chain's end is gone, from number 3"));
    assertThat(trails.links())
        .extracting(link -> link.entry().action())
        .contains("audit.contradicted");
  }

  @Test
  void a_chain_that_is_gone_with_all_that_was_signed_about_it_is_found_after_a_restart() {
    var stopped = trails.nodeIn(data);
    trails.recordEvents(stopped, 2);
    var chain = last().chainId();
    stopped.close();
    trails.tamper("DELETE FROM audit_checkpoints");
    trails.tamper("DELETE FROM audit_openings");
    trails.tamper("DELETE FROM audit_events");

    assertThat(trails.nodeIn(data).verify().faults())
        .contains(new ChainFault(chain, 2, null, "the whole chain is gone"));
  }

  @Test
  void an_opening_without_its_chain_is_found() {
    var node = trails.nodeIn(data);
    trails.recordEvents(node, 2);
    var chain = last().chainId();
    trails.tamper("DELETE FROM audit_events");

    finds(trails.verified(), new ChainFault(chain, 1, null, "the whole chain is gone"));
  }

  @Test
  void forged_anchors_do_not_hide_missing_events_from_a_start() {
    var chain = stoppedAndCutOff();
    for (var name : List.of(chain, Checkpoint.CHAIN)) {
      trails.tamper(
          "INSERT INTO audit_anchors (chain_id, seq, hash, pruned_before, pruned_at, kid,"
              + " signature) VALUES (?, 1000, 'made up', 0, 0, NULL, 'made up')",
          name);
    }
    var restarted = trails.nodeIn(data);
    trails.tamper("DELETE FROM audit_anchors");

    assertThat(restarted.verify().faults())
        .contains(
            new ChainFault("checkpoints", 2, null, "the checkpoint was replaced by another one"),
            new ChainFault(chain, 4, null, "the chain's end is gone, from number 3"));
  }

  @Test
  void retention_does_not_delete_and_sign_for_events_that_were_made_old() {
    var node = trails.nodeIn(data);
    trails.recordEvents(node, 4);
    node.checkpoint();
    trails.tamper("UPDATE audit_events SET occurred_at = 1");

    prunesAllBut(node, 4);

    assertThat(node.verify().faults())
        .extracting(ChainFault::what)
        .containsOnly("the event is not what was written");
  }

  @Test
  void retention_does_not_delete_and_sign_for_a_chain_that_was_rewritten_as_an_old_one() {
    var node = trails.nodeIn(data);
    trails.recordEvents(node, 3);
    node.checkpoint();
    var chain = last().chainId();
    trails.tamper("DELETE FROM audit_events");
    var at = ChainLink.GENESIS;
    for (var seq = 1; seq <= 3; seq++) {
      at = forge(chain, seq, at, Instant.EPOCH.plusSeconds(seq)).hash();
    }

    prunesAllBut(node, 3);

    assertThat(node.verify().faults())
        .contains(
            new ChainFault(
                chain, 3, null, "the chain was rewritten: it is not what was signed for"));
  }

  @Test
  void retention_does_not_sign_for_an_invented_chain() {
    var node = trails.nodeIn(data);
    trails.recordEvents(node, 1);
    node.checkpoint();
    forge("an-invented-chain", 1, ChainLink.GENESIS, Instant.EPOCH.plusSeconds(1));

    prunesAllBut(node, 2);

    assertThat(node.verify().faults())
        .extracting(ChainFault::chainId)
        .containsExactly("an-invented-chain");
  }

  @Test
  void retention_does_not_delete_checkpoints_that_were_made_old_or_whose_events_only_seem_gone() {
    var node = trails.nodeIn(data);
    for (var i = 0; i < 3; i++) {
      trails.recordEvents(node, 1);
      node.checkpoint();
    }
    var chain = last().chainId();
    trails.clock().advance(Duration.ofSeconds(1));
    trails.tamper(
        "INSERT INTO audit_anchors (chain_id, seq, hash, pruned_before, pruned_at, kid, signature)"
            + " VALUES (?, 1000, 'made up', 0, 0, NULL, 'made up')",
        chain);
    trails.prune(trails.clock().instant());
    trails.tamper("DELETE FROM audit_anchors");
    finds(node.verify());

    trails.tamper("UPDATE audit_checkpoints SET taken_at = 1");
    trails.prune(trails.clock().instant().minus(Duration.ofDays(1)));

    assertThat(node.verify().faults())
        .contains(new ChainFault("checkpoints", 1, null, "the checkpoint is not what was signed"));
  }

  /// Retention is one day, so all events are younger.
  private static void prunesAllBut(Audit node, int kept) {
    node.prune(Duration.ofDays(1), trails.clock().instant());
    assertThat(trails.links()).hasSize(kept);
    List<PruningAnchor> anchors =
        trails.db().read(handle -> new ChainStore().anchors(handle, "", 10));
    assertThat(anchors).isEmpty();
  }

  @Test
  void after_the_deletion_of_an_audit_key_the_next_start_does_not_adopt_existing_chains() {
    var stopped = trails.nodeIn(data);
    trails.recordEvents(stopped, 2);
    var chain = last().chainId();
    stopped.close();
    trails.tamper("DELETE FROM audit_keys");
    trails.tamper("DELETE FROM audit_openings");
    trails.tamper("DELETE FROM audit_checkpoints");
    forge("an-invented-chain", 1, ChainLink.GENESIS, trails.clock().instant());

    var restarted = trails.nodeIn(data);

    assertThat(restarted.verify().faults())
        .extracting(ChainFault::chainId)
        .contains("an-invented-chain", chain, "keys");
    assertThat(trails.links())
        .extracting(link -> link.entry().action())
        .doesNotContain("audit.adopted");
  }

  @Test
  void chains_older_than_the_audit_key_are_adopted_once_and_closed() {
    var former = trails.nodeIn(trails.newFolder());
    trails.recordEvents(former, 3);
    var end = last();
    trails.tamper("DELETE FROM audit_openings");
    trails.tamper("DELETE FROM audit_keys");
    trails
        .db()
        .inTransaction(tx ->
            new ChainStore()
                .addCheckpoint(
                    tx,
                    AuditLogFixture.hmacCheckpoint(new ChainHead(end.chainId(), 3, end.hash()))));

    var upgraded = trails.nodeIn(data);

    finds(upgraded.verify());
    var adopted =
        trails.links().stream()
            .filter(link -> link.entry().action().equals("audit.adopted"))
            .toList();
    assertThat(adopted)
        .singleElement()
        .satisfies(link ->
            assertThat(link.entry().metadata())
                .isEqualTo("{\"chain_count\":1,\"kid\":\"%s\"}".formatted(trails.keys().kid())));

    forge(end.chainId(), 4, end.hash(), trails.clock().instant());
    finds(upgraded.verify(), new ChainFault(end.chainId(), 4, null, BEHIND + 4));
    finds(crashes(upgraded).verify(), new ChainFault(end.chainId(), 4, null, BEHIND + 4));
  }

  @Test
  void checkpoints_and_anchors_of_former_versions_stay_good() {
    var node = trails.nodeIn(data);
    trails.recordEvents(node, 3);
    var end = last();
    var former = AuditLogFixture.hmacCheckpoint(new ChainHead(end.chainId(), 3, end.hash()));
    trails.db().inTransaction(tx -> new ChainStore().addCheckpoint(tx, former));

    finds(trails.verified());

    trails.tamper("UPDATE audit_checkpoints SET heads = '[]' WHERE number = 1");
    finds(
        trails.verified(),
        new ChainFault("checkpoints", 1, null, "the checkpoint is not what was signed"));
  }

  @Test
  void a_node_that_lost_its_folder_is_signed_for_by_another_as_far_as_it_can_have_come() {
    var lost = trails.nodeIn(data);
    trails.recordEvents(lost, 2);
    lost.checkpoint();
    trails.recordEvents(lost, 1);
    var end = last();
    var other = trails.node();

    trails.clock().advance(Checkpoints.SILENCE_BEFORE_TAKEOVER.minusSeconds(10));
    other.checkpoint();
    assertThat(signedHeads())
        .doesNotContain(new ChainHead(end.chainId(), 3, end.hash(), ChainEnd.FOUND));

    trails.clock().advance(Duration.ofMinutes(1));
    forge(end.chainId(), 4, end.hash(), trails.clock().instant().minusSeconds(100));
    other.checkpoint();
    assertThat(signedHeads()).contains(new ChainHead(end.chainId(), 3, end.hash(), ChainEnd.FOUND));
    trails.clock().advance(Duration.ofMinutes(5));
    finds(other.verify(), new ChainFault(end.chainId(), 4, null, BEHIND + 4));
  }

  @Test
  void a_node_that_had_nothing_to_write_for_long_goes_on_with_its_chain() {
    var idle = trails.nodeIn(data);
    trails.recordEvents(idle, 2);
    idle.checkpoint();
    var other = trails.node();
    trails.clock().advance(Checkpoints.SILENCE_BEFORE_TAKEOVER.multipliedBy(3));
    other.checkpoint();

    trails.recordEvents(idle, 1);
    finds(other.verify());
    idle.checkpoint();
    trails.clock().advance(Duration.ofHours(1));

    finds(other.verify());
    finds(idle.verify());
    assertThat(trails.links()).extracting(ChainLink::chainId).containsOnly(last().chainId());
  }

  @Test
  void the_head_file_is_readable_by_its_owner_only_and_says_where_the_log_ends()
      throws IOException {
    var node = trails.nodeIn(data);
    trails.recordEvents(node, 2);
    node.checkpoint();

    var file = data.resolve("audit-heads.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file))
        .contains(last().hash(), last().chainId(), trails.keys().kid());
  }

  @Test
  void of_nodes_that_share_a_folder_each_has_a_file_of_its_own() {
    var one = trails.nodeIn(data);
    var two = trails.nodeIn(data);
    trails.recordEvents(one, 1);
    trails.recordEvents(two, 1);
    one.checkpoint();
    two.checkpoint();

    assertThat(data.resolve("audit-heads.json")).exists();
    assertThat(data.resolve("audit-heads-2.json")).exists();
    one.close();
    two.close();
    finds(trails.nodeIn(data).verify());
  }

  @Test
  void a_file_that_cannot_be_read_stops_the_start_with_a_sentence() throws IOException {
    Files.writeString(data.resolve("audit-heads.json"), "{");

    assertThatThrownBy(() -> trails.nodeIn(data))
        .isInstanceOf(UnreadableHeadFile.class)
        .hasMessageContaining("audit-heads.json");
  }

  @Test
  void without_the_file_a_restart_adopts_nothing() throws IOException {
    var stopped = trails.nodeIn(data);
    trails.recordEvents(stopped, 2);
    stopped.close();
    Files.delete(data.resolve("audit-heads.json"));
    forge("an-invented-chain", 1, ChainLink.GENESIS, trails.clock().instant());

    assertThat(trails.nodeIn(data).verify().faults())
        .extracting(ChainFault::chainId)
        .containsExactly("an-invented-chain");
  }
}
