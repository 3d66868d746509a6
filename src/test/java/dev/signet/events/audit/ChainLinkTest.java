package dev.signet.events.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ChainLinkTest {

  @Test
  void its_hash_is_what_other_code_computes() {
    // Computed by another program from the fields' description; stored audit logs depend on it.
    assertThat(hashOfToken(Optional.empty()))
        .isEqualTo("48e0874070ebb0f2b802ca5419e6edb7f3816fc8ed16648d92bbfbcd70387db2");
  }

  @Test
  void a_token_that_is_bound_to_a_key_has_two_fields_more_in_it() {
    var binding = new TokenBinding("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", 1774688400000L);

    assertThat(hashOfToken(Optional.of(binding)))
        .isEqualTo("c677489620dacbb22487571bd66e000aeabc0f08232ee2c5d203a615e3397697");
  }

  private static String hashOfToken(Optional<TokenBinding> binding) {
    var entry =
        new AuditEntry(
            "0198c0de-0000-7000-8000-000000000002",
            Instant.ofEpochMilli(1774688400123L),
            "token.issued",
            "success",
            Optional.of("agent-1"),
            Optional.empty(),
            "agent",
            "cid_\"1\"",
            Optional.empty(),
            "203.0.113.7",
            "curl/8 \t\\ é 🙂",
            "req\n1",
            "{\"scope\":\"a b\"}",
            Optional.of(
                new Event.IssuedToken(
                    Instant.ofEpochMilli(1774692000123L), 3, Optional.of("fam"), binding)),
            Optional.empty());
    return ChainLink.after(ChainLink.GENESIS, "0198c0de-0000-7000-8000-000000000001", 7, entry)
        .hash();
  }

  @Test
  void what_is_absent_is_null_in_it() {
    assertThat(ChainLink.after("ab".repeat(32), "c", 1, bare()).hash())
        .isEqualTo("a1a728110df285a3043f91337d14c24fc75365a1f525388bb65ee3d6ddc14b28");
  }

  @Test
  void the_token_that_acted_has_four_fields_more_in_it() {
    // Computed by another program from the fields' description.
    var own = new ActingToken("0198c0de-0000-7000-8000-000000000003", Optional.empty());
    var test = new ActingToken(own.id(), Optional.of("0198c0de-0000-7000-8000-000000000004"));

    assertThat(ChainLink.after("ab".repeat(32), "c", 1, bare(Optional.of(own))).hash())
        .isEqualTo("42bc6372c57c94215aaf4c6d49cfbbd1f5ac0d1278c95460abf3c2e03f0caa66");
    assertThat(ChainLink.after("ab".repeat(32), "c", 1, bare(Optional.of(test))).hash())
        .isEqualTo("e82c9a8b22b4d94a697011b764cd395cb2aee978271ced540db0be5b4329f727");
  }

  @Test
  void control_characters_have_their_shortest_escapes() {
    var all = new StringBuilder();
    for (var c = '\0'; c <= 0x22; c++) {
      all.append(c);
    }

    assertThat(new CanonicalText("", 16).add(all + "\\\u007f").text())
        .isEqualTo(
            "[\"\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r"
                + "\\u000e\\u000f\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018"
                + "\\u0019\\u001a\\u001b\\u001c\\u001d\\u001e\\u001f !\\\"\\\\\u007f\"]");
  }

  @Test
  void its_hash_is_valid_until_a_field_is_changed() {
    var link = ChainLink.after(ChainLink.GENESIS, "chain", 1, bare());

    assertThat(link.isHashValid()).isTrue();
    assertThat(new ChainLink("other", 1, bare(), link.prevHash(), link.hash()).isHashValid())
        .isFalse();
    assertThat(new ChainLink("chain", 2, bare(), link.prevHash(), link.hash()).isHashValid())
        .isFalse();
    assertThat(new ChainLink("chain", 1, bare(), link.hash(), link.hash()).isHashValid()).isFalse();
  }

  @Test
  void only_an_event_of_a_token_may_issue_one() {
    var issued = new Event.IssuedToken(Instant.EPOCH, 1, Optional.empty(), Optional.empty());

    assertThatThrownBy(() ->
            AuditEntry.of(
                "id",
                Instant.EPOCH,
                new AuditLogFixture.TestEvent("agent.created", "x", issued),
                AuditLogFixture.SOMEBODY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static AuditEntry bare() {
    return bare(Optional.empty());
  }

  private static AuditEntry bare(Optional<ActingToken> acting) {
    return new AuditEntry(
        "e",
        Instant.EPOCH,
        "agent.created",
        "success",
        Optional.empty(),
        Optional.empty(),
        "anonymous",
        "",
        Optional.empty(),
        "",
        "",
        "",
        "{}",
        Optional.empty(),
        acting);
  }
}
