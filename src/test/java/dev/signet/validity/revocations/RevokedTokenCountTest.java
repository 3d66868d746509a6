package dev.signet.validity.revocations;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.signet.validity.revocations.Revocations.RefreshFamily;
import dev.signet.validity.revocations.Revocations.TokenToRevoke;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// How many tokens a revocation has affected: few are counted immediately, many afterwards, with
/// the same result.
@DisplayNameGeneration(ReplaceUnderscores.class)
class RevokedTokenCountTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String AGENT = "an-agent";
  private static final RequestContext OPERATOR =
      new RequestContext(Caller.Operator.ANONYMOUS, "203.0.113.7", "test/1", "request-1");

  /// More tokens of one family than are counted while the writer waits.
  private static final int MANY_OF_A_FAMILY = RevokedTokenQueries.QUICK_ROWS + 100;

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
    room().stop();
    db().close();
  }

  private Db db() {
    return Objects.requireNonNull(opened);
  }

  private Audit audit() {
    return Objects.requireNonNull(trail);
  }

  private Revocations room() {
    return Objects.requireNonNull(room);
  }

  /// Like a process that is killed: what it has committed is there, but is not counted.
  private void diesBeforeItCounts() {
    room().stop();
  }

  private void starts() {
    room = new Revocations(db(), audit(), clock);
  }

  @Test
  void revoking_a_family_writes_one_row_and_counts_only_active_tokens() {
    var bound = Optional.of(new TokenBinding("a-key", 7));
    issue(1, Optional.of("f"), Optional.empty(), Duration.ofMinutes(1));
    var alone = issue(1, Optional.of("f"), Optional.empty(), HOUR);
    issue(1, Optional.of("f"), bound, HOUR);
    issue(1, Optional.of("another"), Optional.empty(), HOUR);
    issue(1, Optional.empty(), Optional.empty(), HOUR);
    clock.advance(Duration.ofMinutes(2));
    revoke(alone, Optional.of("f"), Optional.empty());
    issue(1, Optional.of("f"), Optional.empty(), HOUR);

    var ended = endFamily("f", 1);

    assertThat(ended.count()).hasValue(2);
    assertThat(isRevoked("f")).isTrue();
    assertThat(isRevoked("another")).isFalse();
    assertThat(countActive(1)).isEqualTo(2);
    assertThat(counted(ended)).isEqualTo(2);
  }

  @Test
  void many_tokens_of_a_family_are_counted_after_its_revocation_and_recorded_then() {
    var revoked = issueMany(MANY_OF_A_FAMILY, Optional.of("f"), Optional.empty()).subList(0, 3);
    revoked.forEach(jti -> revoke(jti, Optional.of("f"), Optional.empty()));
    issue(1, Optional.empty(), Optional.empty(), HOUR);

    var ended = endFamily("f", 1);

    assertThat(ended.count()).isEmpty();
    assertThat(isRevoked("f")).isTrue();
    assertThat(room().count(ended)).hasValue(MANY_OF_A_FAMILY - 3);
    assertThat(counted(ended)).isEqualTo(MANY_OF_A_FAMILY - 3);
    assertThat(countActive(1)).isEqualTo(1);
  }

  @Test
  void a_process_killed_before_counting_counts_at_its_next_start() {
    issueMany(MANY_OF_A_FAMILY, Optional.of("f"), Optional.empty());
    diesBeforeItCounts();
    var ended = endFamily("f", 1);
    assertThat(audit().find(ended.eventId())).isEmpty();
    // It is down until all of them have expired.
    clock.advance(Duration.ofHours(3));

    starts();
    room().deleteExpired(clock.instant());
    room().countNow();

    assertThat(counted(ended)).isEqualTo(MANY_OF_A_FAMILY);
    assertThat(audit().find(ended.eventId()).orElseThrow().at())
        .isEqualTo(clock.instant().minus(Duration.ofHours(3)));
    room().countNow();
    assertThat(room().count(ended)).hasValue(MANY_OF_A_FAMILY);
  }

  @Test
  void later_changes_do_not_affect_a_pending_count() {
    var key = new TokenBinding("a-key", 7);
    var mine = issueMany(MANY_OF_A_FAMILY, Optional.of("f"), Optional.of(key));
    revoke(mine.getFirst(), Optional.of("f"), Optional.of(key));
    issue(1, Optional.of("g"), Optional.of(key), HOUR);
    issue(1, Optional.empty(), Optional.empty(), HOUR);
    diesBeforeItCounts();
    var first = endFamily("f", 1);
    var byKey = endKey(key, 2);
    var other = endFamily("g", 2);
    var all = endGeneration(3);
    clock.advance(Duration.ofHours(2));

    starts();
    room().deleteExpired(clock.instant());
    room().countNow();

    assertThat(counted(first)).isEqualTo(MANY_OF_A_FAMILY - 1);
    assertThat(counted(byKey)).as("the rest of the key's").isEqualTo(1);
    assertThat(counted(other)).as("ended with its key before").isZero();
    assertThat(counted(all)).as("the one without a key").isEqualTo(1);
  }

  @Test
  void tokens_revoked_with_their_signing_key_are_not_counted_again() {
    var withdrawn = Optional.of(new TokenBinding("a-key", 7));
    issueSignedBy("old", Optional.of("f"), Optional.empty());
    issueSignedBy("old", Optional.of("f"), withdrawn);
    issueSignedBy("old", Optional.empty(), Optional.empty());
    revoke(
        issueSignedBy("old", Optional.of("f"), Optional.empty()),
        Optional.of("f"),
        Optional.empty());
    issueSignedBy("new", Optional.of("f"), Optional.empty());
    issueSignedBy("new", Optional.empty(), Optional.empty());
    assertThat(countActive(1)).isEqualTo(5);
    var until = clock.instant().plus(Duration.ofDays(1));
    db().inTransaction(tx -> {
      room().revokeSigningKey(tx, "old", until);
      return until;
    });
    assertThat(room().isRevoked(ids.next(), Optional.empty(), "old")).isTrue();
    assertThat(room().isRevoked(ids.next(), Optional.empty(), "new")).isFalse();
    assertThat(countActive(1)).isEqualTo(2);

    assertThat(count(endFamily("f", 1))).isEqualTo(1);
    assertThat(countActive(1)).isEqualTo(1);
    assertThat(count(endGeneration(2))).isEqualTo(1);
  }

  @Test
  void an_agent_with_many_pending_counts_does_not_delay_others() {
    issueMany(MANY_OF_A_FAMILY, Optional.of("f"), Optional.empty());
    diesBeforeItCounts();
    var first = endFamily("f", 1);
    var second = endFamily("f", 2);
    var third = endFamily("f", 3);
    var others =
        db().<RevokedTokenCount>inTransaction(tx ->
            room()
                .revokeFamily(
                    tx, new RefreshFamily("f", "b-agent", 1), 1, CountedEvent::new, OPERATOR));

    starts();
    room().countNow();

    assertThat(counted(others)).isEqualTo(MANY_OF_A_FAMILY);
    assertThat(placeOf(others)).isEqualTo(placeOf(first) + 1);
    assertThat(placeOf(second)).isEqualTo(placeOf(first) + 2);
    assertThat(placeOf(third)).isEqualTo(placeOf(first) + 3);
  }

  private long placeOf(RevokedTokenCount ended) {
    return db().read(handle ->
        handle
            .createQuery("SELECT seq FROM audit_events WHERE event_id = :id")
            .bind("id", ended.eventId())
            .mapTo(Long.class)
            .one());
  }

  @Test
  void each_token_is_counted_once_in_any_order_of_revocations() {
    var seed = new Random().nextLong();
    var random = new Random(seed);
    for (var round = 0; round < 20; round++) {
      var generation = round + 1L;
      var revision = 10L * generation;
      var keys = List.of(new TokenBinding("k" + round, 1), new TokenBinding("l" + round, 1));
      var issued = new ArrayList<TokenToRevoke>();
      for (var i = 0; i < 30; i++) {
        var family =
            random.nextBoolean()
                ? Optional.of("f" + round + "-" + random.nextInt(3))
                : Optional.<String>empty();
        var binding =
            random.nextBoolean()
                ? Optional.of(keys.get(random.nextInt(2)))
                : Optional.<TokenBinding>empty();
        var jti = issue(generation, family, binding, HOUR);
        issued.add(
            new TokenToRevoke(jti, AGENT, generation, binding, family, clock.instant().plus(HOUR)));
      }
      var sum = 0L;
      for (var step = 0; step < 6; step++) {
        var at = revision + step;
        switch (random.nextInt(3)) {
          case 0 -> {
            var one = issued.get(random.nextInt(issued.size()));
            if (isActive(one)) {
              sum += db().<Integer>inTransaction(tx -> room().revoke(tx, List.of(one)));
            }
          }
          case 1 -> {
            var name = "f" + round + "-" + random.nextInt(3);
            if (!isRevoked(name)) {
              sum += count(endFamily(name, generation, at));
            }
          }
          default -> sum += count(endKey(keys.get(random.nextInt(2)), generation, at));
        }
        assertThat(sum + countActive(generation))
            .as("seed %d, round %d", seed, round)
            .isEqualTo(30);
      }
      sum += count(endGeneration(generation, revision + 9));
      assertThat(sum).as("seed %d, round %d", seed, round).isEqualTo(30);
    }
  }

  private boolean isActive(TokenToRevoke token) {
    return !room().isRevoked(token.jti(), token.family())
        && token.binding().filter(key -> room().isDpopKeyRevoked(AGENT, key)).isEmpty();
  }

  private long count(RevokedTokenCount ended) {
    return room().count(ended).orElseThrow();
  }

  private boolean isRevoked(String family) {
    return room().isRevoked(ids.next(), Optional.of(family));
  }

  private long counted(RevokedTokenCount ended) {
    var event = audit().find(ended.eventId()).orElseThrow();
    return Json.parseOwn(event.metadata()).path("revoked_token_count").asLong(-1);
  }

  private RevokedTokenCount endFamily(String name, long revision) {
    return endFamily(name, 1, revision);
  }

  private RevokedTokenCount endFamily(String name, long generation, long revision) {
    var family = new RefreshFamily(name, AGENT, generation);
    return db().inTransaction(
            tx -> room().revokeFamily(tx, family, revision, CountedEvent::new, OPERATOR));
  }

  private RevokedTokenCount endKey(TokenBinding last, long revision) {
    return endKey(last, 1, revision);
  }

  private RevokedTokenCount endKey(TokenBinding last, long generation, long revision) {
    var until = clock.instant().plus(Duration.ofDays(1));
    return db().inTransaction(tx ->
        room()
            .revokeDpopKey(
                tx, AGENT, generation, revision, last, until, CountedEvent::new, OPERATOR));
  }

  private RevokedTokenCount endGeneration(long revision) {
    return endGeneration(1, revision);
  }

  private RevokedTokenCount endGeneration(long generation, long revision) {
    return db().inTransaction(tx ->
        room().revokeGeneration(tx, AGENT, generation, revision, CountedEvent::new, OPERATOR));
  }

  private long countActive(long generation) {
    return db().read(handle -> room().countActive(handle, AGENT, generation));
  }

  private String issue(
      long generation, Optional<String> family, Optional<TokenBinding> binding, Duration lifetime) {
    var token = new Event.IssuedToken(clock.instant().plus(lifetime), generation, family, binding);
    return db().inTransaction(tx -> audit().record(tx, new IssuingEvent(token), OPERATOR));
  }

  private String issueSignedBy(
      String kid, Optional<String> family, Optional<TokenBinding> binding) {
    var token = new Event.IssuedToken(clock.instant().plus(HOUR), 1, family, binding);
    return db().inTransaction(tx -> audit().record(tx, new IssuingEvent(token, kid), OPERATOR));
  }

  private List<String> issueMany(
      int count, Optional<String> family, Optional<TokenBinding> binding) {
    var token = new Event.IssuedToken(clock.instant().plus(HOUR), 1, family, binding);
    return db().inTransaction(tx -> {
      var made = new ArrayList<String>();
      for (var i = 0; i < count; i++) {
        made.add(audit().record(tx, new IssuingEvent(token), OPERATOR));
      }
      return made;
    });
  }

  private void revoke(String jti, Optional<String> family, Optional<TokenBinding> binding) {
    var token = new TokenToRevoke(jti, AGENT, 1, binding, family, clock.instant().plus(HOUR));
    assertThat(db().<Integer>inTransaction(tx -> room().revoke(tx, List.of(token)))).isEqualTo(1);
  }

  private record CountedEvent(long tokens) implements Event {
    @Override
    public EventType type() {
      return EventType.notSent("token.revoked", "a test", "a test").text(_ -> "");
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put("what", "test").put("revoked_token_count", tokens);
    }
  }

  private record IssuingEvent(IssuedToken issued, String kid) implements Event {
    IssuingEvent(IssuedToken issued) {
      this(issued, "a-kid");
    }

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
      return Json.object().put("kid", kid);
    }
  }
}
