package dev.signet.delegation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.oauth.Scopes;
import dev.signet.delegation.Ancestry.BoundTokens;
import dev.signet.delegation.Ancestry.EndReason;
import dev.signet.delegation.Ancestry.Ended;
import dev.signet.events.audit.TokenBinding;
import dev.signet.identity.agents.AgentId;
import dev.signet.testing.WithoutDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class AncestryTest {
  private static final Instant NOW = Instant.parse("2027-03-28T00:00:00Z");
  private static final String KID = thumbprint(new Random(1));

  private final Random random = seeded();

  private static Random seeded() {
    var seed = System.nanoTime();
    System.out.println("seed " + seed);
    return new Random(seed);
  }

  private static String thumbprint(Random random) {
    var bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private String id() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private Ancestor ancestor() {
    return new Ancestor(
        new AgentId(id()),
        random.nextLong() & Long.MAX_VALUE,
        id(),
        random.nextBoolean() ? Optional.of(new DelegationId(id())) : Optional.empty(),
        random.nextBoolean() ? Optional.of(id()) : Optional.empty(),
        random.nextBoolean()
            ? Optional.of(new TokenBinding(thumbprint(random), random.nextInt(1 << 30)))
            : Optional.empty(),
        random.nextBoolean() ? KID : thumbprint(random),
        random.nextInt(4) == 0);
  }

  private Ancestry ancestry(int size) {
    var ancestry = Ancestry.NONE;
    for (var i = 0; i < size; i++) {
      ancestry = ancestry.plus(ancestor());
    }
    return ancestry;
  }

  @Test
  void the_claim_is_read_as_it_was_written() {
    for (var i = 0; i < 2_000; i++) {
      var ancestry = ancestry(random.nextInt(Ancestry.MAX_TOKENS));

      assertThat(Ancestry.parse(ancestry.toClaim(KID), KID)).contains(ancestry);
    }
  }

  @Test
  void a_line_has_at_most_82_bytes_and_one_of_a_bound_token_140() {
    var agent = new AgentId("01970f3a-5b1c-7c1e-8a52-3d7f6b9c0e12");
    var jti = "01970f3a-8d2c-7c1e-9b1a-0c5d7e6f8a90";
    var delegation = Optional.of(new DelegationId("01970f3a-8d2c-7c1e-9b1a-0c5d7e6f8a94"));
    var generation = NOW.toEpochMilli();
    var bound =
        Optional.of(new TokenBinding("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I", generation));

    var plain =
        new Ancestor(
            agent, generation, jti, delegation, Optional.empty(), Optional.empty(), KID, false);
    var ofKey =
        new Ancestor(agent, generation, jti, delegation, Optional.empty(), bound, KID, false);

    assertThat(plain.toLine(KID))
        .isEqualTo("AZcPOlscfB6KUj1_a5wOEg.n1r42yo0.AZcPOo0sfB6bGgxdfm-KkA.AZcPOo0sfB6bGgxdfm-KlA")
        .hasSizeLessThanOrEqualTo(82);
    assertThat(ofKey.toLine(KID)).hasSizeLessThanOrEqualTo(140);
  }

  @Test
  void a_line_in_another_spelling_is_not_read() {
    var line = "AZcPOlscfB6KUj1_a5wOEg.n1r42yo0.AZcPOo0sfB6bGgxdfm-KkA.-";
    assertThat(Ancestor.parse(line, KID)).isPresent();

    for (var wrong :
        List.of(
            "",
            ".",
            "...",
            "~~" + line,
            line + ".",
            line + ".x",
            line + ".k" + KID,
            line + ".k" + KID + ".-1",
            line + ".s" + KID,
            line + ".f",
            line.replace("n1r42yo0", "N1R42YO0"),
            line.replace("n1r42yo0", "0n1r42yo0"),
            line.replace("n1r42yo0", "-1"),
            line.replace("n1r42yo0", "zzzzzzzzzzzzzzzzzzzz"),
            line.replace("n1r42yo0", ""),
            line.replace("a5wOEg", "a5wOEh"),
            line.replace("a5wOEg", "a5wOEg=="),
            line.replace("a5wOEg", "a5wOE"),
            line.substring(0, line.length() - 1) + "none",
            line.substring(0, line.length() - 2))) {
      assertThat(Ancestor.parse(wrong, KID)).as(wrong).isEmpty();
    }
  }

  @Test
  void no_changed_byte_of_a_line_is_read_as_the_same_ancestor() {
    for (var i = 0; i < 2_000; i++) {
      var ancestor = ancestor();
      var bytes = ancestor.toLine(KID).getBytes(StandardCharsets.ISO_8859_1);
      var at = random.nextInt(bytes.length);
      var before = bytes[at];
      bytes[at] = (byte) (' ' + random.nextInt('~' - ' '));
      if (bytes[at] != before) {
        assertThat(Ancestor.parse(new String(bytes, StandardCharsets.ISO_8859_1), KID))
            .isNotEqualTo(Optional.of(ancestor));
      }
    }
  }

  @Test
  void a_claim_with_too_many_ancestors_is_not_read() {
    var full = ancestry(Ancestry.MAX_TOKENS - 1);
    assertThat(full.isTooLong()).isFalse();
    assertThat(Ancestry.parse(full.toClaim(KID), KID)).contains(full);

    var more = full.plus(ancestor());
    assertThat(more.isTooLong()).isTrue();
    assertThat(Ancestry.parse(more.toClaim(KID), KID)).isEmpty();
  }

  @Test
  void the_ancestors_of_an_actor_token_are_marked_as_such_and_are_not_of_the_line() {
    var subject = ancestor(one -> one);
    var above = ancestor(one -> one);
    var actor = ancestor(one -> one);

    var ancestry =
        Ancestry.NONE.plus(subject).plusActorToken(Ancestry.NONE.plus(above).plus(actor));

    assertThat(ancestry.line()).containsExactly(subject);
    assertThat(ancestry.ancestors()).hasSize(3);
    assertThat(ancestry.toClaim(KID).get(1)).startsWith("~");
    assertThat(ancestry.lookups().agents())
        .containsExactly(subject.agent(), above.agent(), actor.agent());
  }

  private Ancestor ancestor(UnaryOperator<Ancestor> changed) {
    return changed.apply(
        new Ancestor(
            new AgentId(id()),
            1,
            id(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            KID,
            false));
  }

  /// A state in which all ancestors are active, and what ends one of them.
  private final class Model {
    final Ancestry ancestry = ancestry(1 + random.nextInt(Ancestry.MAX_TOKENS - 1));
    final Map<AgentId, ChainAgent> agents = new HashMap<>();
    final Set<String> revokedIds = new HashSet<>();
    final Set<BoundTokens> revokedBound = new HashSet<>();
    final Map<DelegationId, Delegation> delegations = new HashMap<>();

    Model() {
      for (var ancestor : ancestry.ancestors()) {
        setAgent(ancestor, ancestor.generation(), true);
        ancestor.delegation().ifPresent(id -> setDelegation(id, NOW.plusSeconds(1)));
      }
    }

    void setAgent(Ancestor ancestor, long generation, boolean mayGetTokens) {
      agents.put(
          ancestor.agent(),
          new ChainAgent(
              ancestor.agent(),
              generation,
              mayGetTokens,
              Scopes.NONE,
              Scopes.NONE,
              Optional.empty(),
              false));
    }

    void setDelegation(DelegationId id, Instant expiresAt) {
      delegations.put(
          id, DelegationSamples.delegation(id, new AgentId(id()), new AgentId(id()), expiresAt));
    }

    Optional<Ended> firstEnded() {
      return ancestry.firstEnded(
          new Ancestry.State(agents, revokedIds, revokedBound, delegations), NOW);
    }

    /// Ends one token of the chain in one way; empty when it cannot end in that way.
    Optional<EndReason> end(Ancestor ancestor, int way) {
      return switch (way) {
        case 0 -> {
          setAgent(ancestor, ancestor.generation(), false);
          yield Optional.of(EndReason.AGENT_INACTIVE);
        }
        case 1 -> {
          agents.remove(ancestor.agent());
          yield Optional.of(EndReason.AGENT_INACTIVE);
        }
        case 2 -> {
          setAgent(ancestor, ancestor.generation() ^ 1, true);
          yield Optional.of(EndReason.AGENT_TOKENS_REVOKED);
        }
        case 3 -> {
          var ids = new ArrayList<>(ancestor.tokenIds());
          // Others may be signed by the usual key.
          if (!ancestor.kid().equals(KID)) {
            ids.add(ancestor.kid());
          }
          Collections.shuffle(ids, random);
          revokedIds.add(ids.getFirst());
          yield Optional.of(EndReason.TOKEN_REVOKED);
        }
        case 4 -> {
          ancestor
              .binding()
              .ifPresent(key -> revokedBound.add(new BoundTokens(ancestor.agent(), key)));
          yield ancestor.binding().map(_ -> EndReason.KEY_REVOKED);
        }
        case 5 -> {
          ancestor.delegation().ifPresent(delegations::remove);
          yield ancestor.delegation().map(_ -> EndReason.DELEGATION_ENDED);
        }
        case 6 -> {
          ancestor.delegation().ifPresent(id -> setDelegation(id, NOW));
          yield ancestor.delegation().map(_ -> EndReason.DELEGATION_ENDED);
        }
        default -> {
          ancestor
              .delegation()
              .ifPresent(id ->
                  delegations.computeIfPresent(
                      id,
                      (_, one) ->
                          one.with(new DelegationStatus.Revoked(NOW, "operator", ""), NOW)));
          yield ancestor.delegation().map(_ -> EndReason.DELEGATION_ENDED);
        }
      };
    }
  }

  @Test
  void a_chain_ends_with_the_first_of_its_tokens_agents_keys_and_delegations_that_ends() {
    for (var i = 0; i < 5_000; i++) {
      var model = new Model();
      assertThat(model.firstEnded()).isEmpty();

      var ancestors = model.ancestry.ancestors();
      var ancestor = ancestors.get(random.nextInt(ancestors.size()));
      var way = random.nextInt(8);
      var reason = model.end(ancestor, way);

      assertThat(model.firstEnded())
          .as("way %s of %s", way, ancestor)
          .isEqualTo(reason.map(ended -> new Ended(ancestor, ended)));
    }
  }

  @Test
  void a_withdrawn_signing_key_ends_the_chains_of_all_tokens_that_it_signed() {
    var ofOtherKey = ancestor(one -> one);
    var model = new Model();
    model.setAgent(ofOtherKey, ofOtherKey.generation(), true);
    var ancestry = Ancestry.NONE.plus(ofOtherKey);
    var state =
        new Ancestry.State(model.agents, Set.of(KID), model.revokedBound, model.delegations);

    assertThat(ancestry.firstEnded(state, NOW).map(Ended::reason))
        .contains(EndReason.TOKEN_REVOKED);
  }

  private static String idMadeAt(Instant time) {
    return new UUID(time.toEpochMilli() << 16 | 0x7000, 1L << 63).toString();
  }

  private Optional<Ended> firstEnded(Ancestry ancestry, Delegation delegation) {
    var agents = new HashMap<AgentId, ChainAgent>();
    for (var ancestor : ancestry.ancestors()) {
      agents.put(
          ancestor.agent(),
          new ChainAgent(
              ancestor.agent(), 1, true, Scopes.NONE, Scopes.NONE, Optional.empty(), false));
    }
    return ancestry.firstEnded(
        new Ancestry.State(agents, Set.of(), Set.of(), Map.of(delegation.id(), delegation)), NOW);
  }

  private Ancestor made(Instant time, Optional<DelegationId> delegation) {
    return new Ancestor(
        new AgentId(id()),
        1,
        idMadeAt(time),
        delegation,
        Optional.empty(),
        Optional.empty(),
        KID,
        false);
  }

  @Test
  void a_chain_ends_with_a_token_that_is_older_than_a_delegation_above_it_allows() {
    var lifetime = Duration.ofMinutes(10);
    var delegation =
        DelegationSamples.delegation(
            new DelegationId(id()),
            new AgentId(id()),
            new AgentId(id()),
            new Delegation.Terms(
                Scopes.NONE,
                Resources.ALL,
                8,
                Optional.of(lifetime),
                NOW.plusSeconds(1),
                Optional.empty()));
    var ofDelegation = Optional.of(delegation.id());
    var root = made(NOW.minus(Duration.ofHours(1)), Optional.empty());
    var oldest = NOW.minus(lifetime);
    var active = made(oldest.plusMillis(1), ofDelegation);
    var ended = made(oldest, ofDelegation);
    var recent = made(NOW, Optional.empty());
    var endedBelow = made(oldest.minusSeconds(1), Optional.empty());

    assertThat(firstEnded(Ancestry.NONE.plus(root).plus(active).plus(recent), delegation))
        .isEmpty();
    assertThat(firstEnded(Ancestry.NONE.plus(root).plus(ended).plus(recent), delegation))
        .contains(new Ended(ended, EndReason.LIFETIME_NARROWED));
    assertThat(firstEnded(Ancestry.NONE.plus(root).plus(active).plus(endedBelow), delegation))
        .contains(new Ended(endedBelow, EndReason.LIFETIME_NARROWED));
    // The lifetime is not that of the actor's own tokens.
    assertThat(
            firstEnded(
                Ancestry.NONE.plus(active).plusActorToken(Ancestry.NONE.plus(root)), delegation))
        .isEmpty();
  }
}
