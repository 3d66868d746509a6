package dev.signet.identity.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.callers.SelfService;
import dev.signet.base.db.DatabaseUrl;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.jose.CryptoProvider;
import dev.signet.base.json.Json;
import dev.signet.base.oauth.GrantType;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.secrets.MasterKey;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.AuditEvents;
import dev.signet.events.audit.Event;
import dev.signet.events.catalog.EventType;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentChange;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.AgentType;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.ClientType;
import dev.signet.identity.agents.NewAgent;
import dev.signet.identity.agents.Profile;
import dev.signet.identity.organizations.Organizations;
import dev.signet.identity.quotas.Quotas;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestClock;
import dev.signet.testing.TestDatabase;
import dev.signet.validity.revocations.Revocations;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// The totals that agents' meters report, however far their writes lag behind the audit log.
@DisplayNameGeneration(ReplaceUnderscores.class)
class MetersTest {
  private static final RequestContext SOMEBODY =
      new RequestContext(Caller.Operator.ANONYMOUS, "203.0.113.7", "test/1", "request-1");

  private static final int TOKENS = 300;

  @TempDir Path folder;

  private final TestClock clock = new TestClock(Instant.parse("2026-03-28T09:00:00Z"));
  private final Ids ids = new Ids(clock);
  private @Nullable Db opened;
  private @Nullable Run run;

  /// A run of the server, reduced to the registry. A run that is replaced by another one counts as
  /// killed.
  private record Run(Audit audit, Agents agents, IssuanceCounter issuances) {}

  @BeforeEach
  void open() {
    opened = Db.open(DatabaseUrl.parse(TestDatabase.fresh(folder)), new SimpleMeterRegistry());
    startAgain();
  }

  @AfterEach
  void close() {
    db().close();
  }

  private Db db() {
    return Objects.requireNonNull(opened);
  }

  private Agents agents() {
    return Objects.requireNonNull(run).agents();
  }

  private IssuanceCounter issuances() {
    return Objects.requireNonNull(run).issuances();
  }

  private void startAgain() {
    var audit =
        new Audit(
            db(), ids, clock, MasterKey.of(new byte[32]), 1_000_000, new SimpleMeterRegistry());
    audit.open(CryptoProvider.jdk(), folder);
    var agents =
        new Agents(
            db(),
            audit,
            ids,
            clock,
            new Organizations(db(), audit, ids, clock),
            new Quotas(audit, db().dialect()),
            new Revocations(db(), audit, clock),
            List.of());
    var issuances = new IssuanceCounter(db(), audit, agents);
    agents.addListener(issuances);
    run = new Run(audit, agents, issuances);
  }

  @Test
  void issued_tokens_are_counted_before_and_after_the_flush() {
    var agent = registers();
    assertThat(issuances().find(agent.id())).isEqualTo(IssuanceTotals.ZERO);

    issue(agent, 2, 1);
    var at = clock.instant();
    assertThat(issuances().find(agent.id()))
        .isEqualTo(new IssuanceTotals(3, 1, Optional.of(at), Optional.of(at)));

    issuances().flush();
    assertThat(issuances().find(agent.id()))
        .isEqualTo(new IssuanceTotals(3, 1, Optional.of(at), Optional.of(at)));

    clock.advance(Duration.ofSeconds(5));
    issue(agent, 1, 0);
    issuances().flush();
    issuances().flush();
    assertThat(issuances().find(agent.id()))
        .isEqualTo(
            new IssuanceTotals(4, 1, Optional.of(clock.instant()), Optional.of(clock.instant())));
  }

  @Test
  void the_next_run_counts_what_a_killed_run_did_not_write() {
    var busy = registers();
    var quiet = registers();
    issue(busy, 3, 2);
    issuances().flush();
    issue(busy, 4, 1);
    issue(quiet, 1, 0);

    for (var kills = 0; kills < 3; kills++) {
      startAgain();
      assertThat(counts(busy)).isEqualTo("10 3");
      assertThat(counts(quiet)).isEqualTo("1 0");
    }

    issue(quiet, 1, 1);
    issuances().flush();
    startAgain();
    assertThat(counts(busy)).isEqualTo("10 3");
    assertThat(counts(quiet)).isEqualTo("3 1");
  }

  @Test
  void a_flush_interrupted_by_a_kill_counts_nothing_twice() {
    assumeFalse(TestDatabase.isPostgresql(), "counts in its rows");
    var written = registers();
    var unwritten = registers();
    issue(written, 1, 0);
    issuances().flush();
    issue(written, 5, 0);
    issue(unwritten, 7, 2);
    // The first of two rows, without completion.
    var store = new IssuanceCounterStore();
    var at = clock.instant();
    db().<Tx>inTransaction(tx -> {
      var last = store.lastFlush(tx).orElseThrow();
      store.beginFlush(tx, Objects.requireNonNull(run).audit().chainPosition().seq());
      store.flush(tx, List.of(new IssuanceIncrement(written.id(), 0, 5, 0, at)), last.number() + 1);
      return tx;
    });
    // These tokens come after the part that the flush was to cover.
    issue(written, 1, 1);
    issue(unwritten, 1, 0);

    for (var kills = 0; kills < 3; kills++) {
      startAgain();
      assertThat(counts(written)).isEqualTo("8 1");
      assertThat(counts(unwritten)).isEqualTo("10 2");
    }
  }

  @Test
  void reads_during_a_flush_count_each_token_once() {
    var agent = registers();
    var begun = new AtomicLong();
    var done = new AtomicLong();
    var over = new AtomicBoolean();
    ConcurrentCalls.race(
        4,
        racer -> {
          try {
            while (!over.get()) {
              switch (racer) {
                case 0 -> {
                  begun.incrementAndGet();
                  issue(agent, 1, 0);
                  over.compareAndSet(false, done.incrementAndGet() == TOKENS);
                }
                case 1 -> issuances().flush();
                default -> {
                  var atLeast = done.get();
                  var told = issuances().find(agent.id()).tokenCount();
                  assertThat(told).isBetween(atLeast, begun.get());
                }
              }
              // SQLite is native code, which holds a virtual thread's carrier.
              LockSupport.parkNanos(1);
            }
          } finally {
            over.set(true);
          }
        });
    issuances().flush();
    assertThat(counts(agent)).isEqualTo(TOKENS + " 0");
  }

  @Test
  void nothing_is_counted_for_a_changed_agent_or_in_a_rolled_back_transaction() {
    var agent = registers();
    agents().change(agent.id(), new AgentChange(it -> it, Optional.of(false), "test"), SOMEBODY);

    assertThat(issue(agent, 1, 0)).isFalse();
    var current = agents().find(agent.id()).orElseThrow();
    try {
      db().inTransaction(tx -> {
        assertThat(issuances().count(tx, List.of(metered(current, 1, 0)))).isEmpty();
        throw new IllegalStateException("rolled back");
      });
    } catch (IllegalStateException _) {
      // As said.
    }
    assertThat(counts(agent)).isEqualTo("0 0");
  }

  private Agent registers() {
    var profile =
        new Profile(
            Optional.empty(),
            "metered",
            Optional.empty(),
            Optional.empty(),
            AgentType.CUSTOM,
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Scopes.of(List.of()),
            EnumSet.of(GrantType.CLIENT_CREDENTIALS),
            Duration.ofHours(1),
            Optional.empty(),
            "{}",
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            Scopes.NONE,
            SelfService.FULL,
            ClientType.CONFIDENTIAL,
            List.of());
    return db().inTransaction(tx ->
        agents()
            .register(
                tx,
                new NewAgent(
                    Optional.of(OrganizationId.DEFAULT), profile, NewAgent.ClientIds.AGENT_ID),
                SOMEBODY));
  }

  private IssuanceIncrement metered(Agent agent, int tokens, int refreshes) {
    return new IssuanceIncrement(
        agent.id(), agent.revision(), tokens + refreshes, refreshes, clock.instant());
  }

  /// Issues tokens as the server does: counted and recorded in the audit log in one transaction.
  private boolean issue(Agent agent, int fresh, int refreshed) {
    return db().inTransaction(tx -> {
      if (!issuances().count(tx, List.of(metered(agent, fresh, refreshed))).isEmpty()) {
        return false;
      }
      for (var i = 0; i < fresh + refreshed; i++) {
        var token =
            new Event.IssuedToken(
                clock.instant().plusSeconds(60), 1, Optional.empty(), Optional.empty());
        Objects.requireNonNull(run)
            .audit()
            .record(tx, new IssuingEvent(agent.id(), i >= fresh, token), SOMEBODY);
      }
      return true;
    });
  }

  /// Tokens and refreshes.
  private String counts(Agent agent) {
    var meter = issuances().find(agent.id());
    return meter.tokenCount() + " " + meter.refreshCount();
  }

  private record IssuingEvent(AgentId agent, boolean isRefresh, IssuedToken issued)
      implements Event {
    @Override
    public EventType type() {
      return isRefresh ? AuditEvents.TOKEN_REFRESHED : AuditEvents.TOKEN_ISSUED;
    }

    @Override
    public Optional<String> agentId() {
      return Optional.of(agent.value());
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
