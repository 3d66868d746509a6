package dev.signet.validity.revocations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.DatabaseUrl;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.jose.CryptoProvider;
import dev.signet.base.json.Json;
import dev.signet.base.secrets.MasterKey;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.AuditEvents;
import dev.signet.events.audit.Event;
import dev.signet.events.audit.TokenBinding;
import dev.signet.events.catalog.EventType;
import dev.signet.testing.TestClock;
import dev.signet.testing.TestDatabase;
import dev.signet.validity.revocations.Revocations.TokenToRevoke;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// Revocations by DPoP key alone, over a separate database: which tokens are revoked with a key,
/// and which are counted.
@DisplayNameGeneration(ReplaceUnderscores.class)
class DpopKeyRevocationsTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final String AGENT = "an-agent";
  private static final RequestContext SOMEBODY =
      new RequestContext(Caller.Operator.ANONYMOUS, "203.0.113.7", "test/1", "request-1");

  private final TestClock clock = new TestClock(Instant.parse("2026-03-28T09:00:00Z"));
  private final Ids ids = new Ids(clock);
  @TempDir private Path folder = Path.of("");
  private @Nullable Db opened;
  private @Nullable Audit trail;
  private @Nullable Revocations room;

  @BeforeEach
  void open() {
    var registry = new SimpleMeterRegistry();
    var db = Db.open(DatabaseUrl.parse(TestDatabase.fresh(folder)), registry);
    opened = db;
    trail = new Audit(db, ids, clock, MasterKey.of(new byte[32]), 1_000_000, registry);
    audit().open(CryptoProvider.jdk(), folder);
    room = new Revocations(db, audit(), clock);
  }

  @AfterEach
  void close() {
    db().close();
  }

  @Test
  void only_tokens_bound_to_the_key_are_counted() {
    issue(1, Optional.of(new TokenBinding("a", 7)));
    issue(1, Optional.of(new TokenBinding("a", 0)));
    issue(1, Optional.of(new TokenBinding("b", 7)));
    issue(1, Optional.empty());
    issue(2, Optional.of(new TokenBinding("a", 7)));

    assertThat(end(1, new TokenBinding("a", 7))).isEqualTo(2);

    assertThat(revocations().isDpopKeyRevoked(AGENT, new TokenBinding("a", 7))).isTrue();
    assertThat(revocations().isDpopKeyRevoked(AGENT, new TokenBinding("a", 0))).isTrue();
    assertThat(revocations().isDpopKeyRevoked(AGENT, new TokenBinding("a", 8))).isFalse();
    assertThat(revocations().isDpopKeyRevoked(AGENT, new TokenBinding("b", 7))).isFalse();
    assertThat(revocations().isDpopKeyRevoked("another", new TokenBinding("a", 7))).isFalse();
    assertThat(countActive(1)).isEqualTo(2);
  }

  @Test
  void a_reassigned_key_can_be_revoked_again_and_counts_only_its_new_tokens() {
    issue(1, Optional.of(new TokenBinding("a", 7)));
    assertThat(end(1, new TokenBinding("a", 7))).isEqualTo(1);
    issue(1, Optional.of(new TokenBinding("a", 9)));
    issue(1, Optional.of(new TokenBinding("a", 9)));
    assertThat(countActive(1)).isEqualTo(2);

    assertThat(end(1, new TokenBinding("a", 9))).isEqualTo(2);

    assertThat(countActive(1)).isZero();
    assertThat(revocations().isDpopKeyRevoked(AGENT, new TokenBinding("a", 9))).isTrue();
    assertThat(end(1, new TokenBinding("a", 10))).isZero();
  }

  @Test
  void tokens_revoked_before_or_expired_are_not_counted() {
    var bound = new TokenBinding("a", 7);
    var revoked = issue(1, Optional.of(bound));
    var unbound = issue(1, Optional.empty());
    issue(1, Optional.of(bound));
    clock.advance(DAY.minusSeconds(60));
    issue(1, Optional.of(bound));
    issue(1, Optional.empty());
    revoke(revoked, 1, Optional.of(bound));
    revoke(unbound, 1, Optional.empty());

    assertThat(end(1, bound)).isEqualTo(2);

    assertThat(countActive(1)).isEqualTo(1);
    clock.advance(Duration.ofSeconds(60));
    assertThat(countActive(1)).isEqualTo(1);
  }

  @Test
  void a_revocation_is_known_after_a_restart_and_to_another_node() {
    end(1, new TokenBinding("a", 7));

    var again = new Revocations(db(), audit(), clock);

    assertThat(again.isDpopKeyRevoked(AGENT, new TokenBinding("a", 7))).isTrue();
    assertThat(again.isDpopKeyRevoked(AGENT, new TokenBinding("a", 8))).isFalse();
  }

  @Test
  void a_rolled_back_revocation_has_no_effect() {
    assertThatThrownBy(() ->
            db().inTransaction(tx -> {
              revocations()
                  .revokeDpopKey(tx, AGENT, new TokenBinding("a", 7), clock.instant().plus(DAY));
              throw new IllegalStateException("undone");
            }))
        .hasMessage("undone");

    assertThat(revocations().isDpopKeyRevoked(AGENT, new TokenBinding("a", 7))).isFalse();
  }

  @Test
  void a_revocation_is_deleted_only_once_all_its_tokens_have_expired() {
    end(1, new TokenBinding("a", 7));
    clock.advance(Duration.ofHours(1));
    end(1, new TokenBinding("a", 9));
    end(1, new TokenBinding("b", 7));

    clock.advance(DAY.minusHours(1).plus(Revocations.MARGIN));
    revocations().deleteExpired(clock.instant());
    assertThat(endedKeys()).isEqualTo(Map.of("a", 9L, "b", 7L));
    assertThat(revocations().isDpopKeyRevoked(AGENT, new TokenBinding("a", 9))).isTrue();

    clock.advance(Duration.ofHours(1));
    revocations().deleteExpired(clock.instant());
    assertThat(endedKeys()).isEmpty();
    assertThat(revocations().isDpopKeyRevoked(AGENT, new TokenBinding("a", 9))).isFalse();
  }

  private Db db() {
    return Objects.requireNonNull(opened);
  }

  private Audit audit() {
    return Objects.requireNonNull(trail);
  }

  private Revocations revocations() {
    return Objects.requireNonNull(room);
  }

  private String issue(long generation, Optional<TokenBinding> binding) {
    var token =
        new Event.IssuedToken(clock.instant().plus(DAY), generation, Optional.empty(), binding);
    return db().inTransaction(tx -> audit().record(tx, new IssuingEvent(token), SOMEBODY));
  }

  private void revoke(String jti, long generation, Optional<TokenBinding> binding) {
    var token =
        new TokenToRevoke(
            jti, AGENT, generation, binding, Optional.empty(), clock.instant().plusSeconds(60));
    assertThat(db().<Integer>inTransaction(tx -> revocations().revoke(tx, List.of(token))))
        .isEqualTo(1);
  }

  private long end(long generation, TokenBinding last) {
    var until = clock.instant().plus(DAY);
    return db().inTransaction(tx ->
            revocations()
                .revokeDpopKey(tx, AGENT, generation, 1, last, until, CountedEvent::new, SOMEBODY))
        .count()
        .orElseThrow();
  }

  private long countActive(long generation) {
    return db().inTransaction(tx -> revocations().countActive(tx.handle(), AGENT, generation));
  }

  private Map<String, Long> endedKeys() {
    return db().read(handle -> revocations().revokedDpopKeys(handle, AGENT)).lastGenerations();
  }

  private record CountedEvent(long tokens) implements Event {
    @Override
    public EventType type() {
      return EventType.notSent("agent.dpop_key_rotated", "a test", "a test").text(_ -> "");
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put("revoked_token_count", tokens);
    }
  }

  private record IssuingEvent(IssuedToken issued) implements Event {
    @Override
    public EventType type() {
      return AuditEvents.TOKEN_ISSUED;
    }

    @Override
    public Optional<String> agentId() {
      return Optional.of(AGENT);
    }

    @Override
    public Optional<IssuedToken> token() {
      return Optional.of(issued);
    }

    @Override
    public ObjectNode metadata() {
      return Json.object();
    }
  }
}
