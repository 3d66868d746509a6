package dev.signet.base.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signet.base.refusals.Refused;
import dev.signet.testing.Await;
import dev.signet.testing.DatabaseProxy;
import dev.signet.testing.DatabaseProxy.Cut;
import dev.signet.testing.PostgresCluster;
import dev.signet.testing.PostgresCluster.Member;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import dev.signet.validity.revocations.LostWrites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Two nodes, three PostgreSQL servers, and all that may become of the primary one, under load.
///
/// `make failover` runs each scenario 20 times, holds it to the limits of `docs/operations.md`, and
/// writes the table in `docs/performance.md`. Otherwise a few of them run once, with limits that a
/// slow machine meets too.
@DisplayNameGeneration(ReplaceUnderscores.class)
class FailoverTest {
  private static final int RUNS = Integer.getInteger("signet.failover.runs", 0);
  private static final boolean LONG = RUNS > 0;
  private static final Path PAGE = Path.of("docs/performance.md");
  private static final String BEGIN = "<!-- failover: made by make failover -->\n";
  private static final String END = "<!-- failover: end -->\n";

  /// How many commits wait for a standby to have them.
  private static final String WAITING =
      "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// How long any answer may take.
  private static final Duration LONGEST = limit(11);

  private static final List<String> rows = new ArrayList<>();

  @BeforeAll
  static void needs_postgresql() {
    assumeTrue(TestDatabase.isPostgresql(), "an embedded database has no standby servers");
  }

  /// Machines that check changes may be several times slower than one that measures.
  private static Duration limit(int seconds) {
    return Duration.ofSeconds(LONG ? seconds : 3L * seconds);
  }

  @AfterAll
  static void publish() throws IOException {
    if (!LONG) {
      return;
    }
    var table =
        """
        | Scenario | Runs | Answers | of them 503 | Not ready after | Back after | Slowest answer | Acknowledged and lost |
        | --- | --- | --- | --- | --- | --- | --- | --- |
        """
            + String.join("", rows);
    System.out.println(table);
    if (Boolean.getBoolean("signet.docs.write")) {
      var page = Files.readString(PAGE);
      var from = page.indexOf(BEGIN) + BEGIN.length();
      Files.writeString(
          PAGE, page.substring(0, from) + "\n" + table + "\n" + page.substring(page.indexOf(END)));
    }
  }

  @Test
  void the_primary_stops_at_once_and_a_synchronous_standby_is_promoted() {
    assumeTrue(LONG, "the switchover and the frozen primary are enough for every change");
    run(
        "primary stopped at once, standby promoted",
        PostgresCluster::synchronous,
        (setup, figures) -> {
          setup.traffic.awaitMoreResponses(40);
          setup.cluster.primary().kill();
          setup.cluster.standby().promote();
          figures.back(setup.awaitBack(), limit(10));
          setup.traffic.awaitMoreResponses(40);
        });
  }

  @Test
  void a_switchover_leaves_the_old_primary_as_a_standby_that_nothing_is_connected_to() {
    run(
        "switchover, the old primary lives on as a standby",
        PostgresCluster::asynchronous,
        (setup, figures) -> {
          setup.traffic.awaitMoreResponses(40);
          setup.cluster.primary().stop();
          setup.cluster.primary().follow(setup.cluster.standby().port());
          setup.cluster.standby().promote();
          var promoted = System.nanoTime();
          setup.cluster.primary().start();
          setup.cluster.primary().awaitAnswer();
          figures.back(setup.awaitBack(promoted), limit(10));
          var answered = System.nanoTime();
          await(() -> setup.connectionsToPrimary() == 0);
          assertThat(since(answered)).isLessThan(limit(3));
          setup.traffic.awaitMoreResponses(40);
        });
  }

  @Test
  void a_frozen_primary_delays_no_request_and_receives_no_writes_after_it_resumes() {
    run(
        "primary frozen, standby promoted, primary goes on",
        PostgresCluster::synchronous,
        (setup, figures) -> {
          setup.traffic.awaitMoreResponses(40);
          setup.cluster.primary().freeze();
          var frozen = System.nanoTime();
          setup.awaitNotReady();
          figures.notReady(since(frozen), limit(3).plusMillis(500));
          setup.cluster.standby().promote();
          figures.back(setup.awaitBack(), limit(15));
          setup.cluster.primary().thaw();
          setup.traffic.awaitMoreResponses(40);
          // The old primary accepts writes now and is the only one that the nodes can reach: it
          // still gets
          // none.
          setup.cluster.primary().disableSynchronousStandbys();
          // Transactions in progress when it froze have waited for a standby until now.
          await(() -> setup.cluster.primary().values(WAITING).equals(List.of("0")));
          var events = "SELECT count(*) FROM audit_events";
          var before = setup.cluster.primary().values(events);
          setup.cutOff(setup.a, setup.cluster.standby());
          setup.cutOff(setup.b, setup.cluster.standby());
          setup.awaitNotReady();
          setup.reconnect();
          setup.awaitBack();
          assertThat(setup.cluster.primary().values(events)).isEqualTo(before);
        });
  }

  @Test
  void a_node_that_only_the_old_primary_answers_calls_no_token_active_that_another_has_revoked() {
    run(
        "one node cut off with the old primary",
        PostgresCluster::synchronous,
        (setup, figures) -> {
          setup.traffic.awaitMoreResponses(40);
          var agent = setup.a.registerAgent("courier", "read");
          var tokens = new ArrayList<String>();
          for (var i = 0; i < (LONG ? 50 : 10); i++) {
            tokens.add(agent.token());
          }
          setup.cutOff(setup.a, setup.cluster.standby());
          setup.cutOff(setup.a, setup.cluster.secondStandby());
          setup.cutOff(setup.b, setup.cluster.primary());
          setup.cluster.standby().promote();
          var promoted = System.nanoTime();
          await(() -> ready(setup.a) == 503);
          figures.notReady(since(promoted), limit(3).plusMillis(500));
          awaitServing(setup.b);
          figures.back(since(promoted), limit(10));
          for (var token : tokens) {
            await(() -> setup.b.operator().form("/oauth/revoke", "token", token).status() == 200);
            // A busy machine's heartbeat may be late: that is a 503 here too, and no wrong answer.
            await(() -> introspection(setup.b, token).status() == 200);
            assertThat(introspection(setup.b, token).body()).doesNotContain("\"active\":true");
            commitNothing(setup.a);
            assertThat(introspection(setup.a, token).status()).isEqualTo(503);
          }
          setup.reconnect();
          setup.cluster.primary().kill();
          setup.awaitBack();
          for (var token : tokens) {
            assertThat(introspection(setup.a, token).text("active")).isEqualTo("false");
          }
        });
  }

  /// The old primary confirms this at once, because there is nothing that a standby has to have.
  private static void commitNothing(TestServer node) {
    try {
      node.internals().db().inTransaction(tx -> tx.query("SELECT 1").mapTo(Integer.class).one());
    } catch (Refused unavailable) {
      // Just as well.
    }
  }

  @Test
  void writes_that_a_failover_lost_are_noticed_and_all_older_tokens_are_refused() {
    run(
        "asynchronous, writes lost",
        PostgresCluster::asynchronous,
        (setup, figures) -> {
          setup.traffic.awaitMoreResponses(10);
          setup.traffic.close();
          var agent =
              setup.a.registerAgentWith(
                  "name", "courier", "grantTypes", List.of("client_credentials", "refresh_token"));
          var kept = agent.requestToken();
          setup.cluster.primary().awaitFollowers(2);
          setup.cluster.standby().stopFollowing();
          assertThat(
                  setup
                      .a
                      .operator()
                      .form("/oauth/revoke", "token", kept.text("access_token"))
                      .status())
              .isEqualTo(200);
          var lost = setup.b.registerAgent("lost");

          setup.cluster.primary().kill();
          setup.cluster.standby().promote();
          figures.back(setup.awaitBack(), limit(10));

          assertThat(introspection(setup.a, kept.text("access_token")).text("active"))
              .isEqualTo("false");
          await(() ->
              introspection(setup.b, kept.text("access_token")).text("active").equals("false"));
          assertThat(
                  setup
                      .a
                      .unauthenticated()
                      .form(
                          "/oauth/token",
                          "grant_type",
                          "refresh_token",
                          "refresh_token",
                          kept.text("refresh_token"),
                          "client_id",
                          agent.clientId(),
                          "client_secret",
                          agent.secret())
                      .text("error"))
              .isEqualTo("invalid_grant");
          assertThat(setup.a.operator().get("/api/v1/agents/" + lost.id()).status()).isEqualTo(404);
          var told = setup.a.operator().get("/api/v1/audit?action=database.lost_writes");
          assertThat(told.text("data/0/outcome")).isEqualTo("failure");
          assertThat(Integer.parseInt(told.text("data/0/metadata/lost_event_count"))).isPositive();
          assertThat(LostWrites.warning(setup.b.internals().db()))
              .get()
              .extracting(LostWrites::occurrence)
              .asString()
              .contains("audit event");
          // What one node has ended the other one reads within seconds.
          setup.a.internals().runJobs();
          var fresh = agent.token();
          for (var node : List.of(setup.a, setup.b)) {
            assertThat(introspection(node, fresh).text("active")).isEqualTo("true");
          }
        });
  }

  @Test
  void commits_whose_answer_is_lost_are_answered_as_they_ended() {
    assumeTrue(LONG, "BrokenConnectionsTest does this too");
    run(
        "the wire is cut in COMMIT, ten times",
        PostgresCluster::asynchronous,
        (setup, figures) -> {
          for (var time = 0; time < 10; time++) {
            setup.traffic.awaitMoreResponses(20);
            var proxy = setup.proxies.get(time % 2 == 0 ? 0 : 3);
            var before = proxy.cuts();
            proxy.cutNextCommit(time % 4 < 2 ? Cut.AFTER_COMMIT : Cut.BEFORE_COMMIT);
            await(() -> proxy.cuts() > before);
          }
          setup.traffic.awaitMoreResponses(20);
        });
  }

  @Test
  void one_broken_connection_costs_no_request() {
    assumeTrue(LONG, "BrokenConnectionsTest does this too");
    run(
        "one connection of sixteen breaks, ten times",
        PostgresCluster::asynchronous,
        (setup, figures) -> {
          for (var time = 0; time < 10; time++) {
            setup.traffic.awaitMoreResponses(20);
            setup.proxies.get(time % 2 == 0 ? 0 : 3).cutOne();
          }
          setup.traffic.awaitMoreResponses(20);
          assertThat(setup.traffic.count(503)).isZero();
        });
  }

  @Test
  void a_database_that_refuses_logins_is_503_and_recovers_by_itself() {
    assumeTrue(LONG, "only what the server answers differs from one that is gone");
    run(
        "no connections left, then no login",
        PostgresCluster::asynchronous,
        (setup, figures) -> {
          for (var shut : List.of("CONNECTION LIMIT 0", "CONNECTION LIMIT -1 NOLOGIN")) {
            setup.traffic.awaitMoreResponses(40);
            var primary = setup.cluster.primary();
            primary.sql("ALTER ROLE signet " + shut);
            // Again and again: a login under way was let in before the role was changed.
            await(() -> {
              primary.sql(
                  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename ="
                      + " 'signet'");
              return primary
                  .values("SELECT count(*) FROM pg_stat_activity WHERE usename = 'signet'")
                  .equals(List.of("0"));
            });
            var started = System.nanoTime();
            setup.awaitNotReady();
            figures.notReady(since(started), limit(3).plusMillis(500));
            primary.sql("ALTER ROLE signet LOGIN CONNECTION LIMIT -1");
            figures.back(setup.awaitBack(), limit(10));
          }
        });
  }

  @Test
  void a_table_that_is_locked_for_a_minute_is_503_and_the_nodes_stay_ready() {
    assumeTrue(LONG, "it takes a minute");
    run(
        "a table locked for a minute",
        PostgresCluster::asynchronous,
        (setup, figures) -> {
          setup.traffic.awaitMoreResponses(40);
          setup.cluster.primary().lockFor("agents", Duration.ofMinutes(1));
          assertThat(ready(setup.a)).isEqualTo(200);
          figures.back(setup.awaitBack(), limit(10));
          setup.traffic.awaitMoreResponses(40);
        });
  }

  private interface Scenario {
    void play(Setup setup, Figures figures);
  }

  private interface Clusters {
    PostgresCluster start();
  }

  private static void run(String name, Clusters clusters, Scenario scenario) {
    var figures = new Figures();
    for (var run = 0; run < Math.max(1, RUNS); run++) {
      try (var setup = new Setup(clusters.start())) {
        scenario.play(setup, figures);
        setup.traffic.close();
        setup.traffic.assertOnlyExpectedResponses(LONGEST);
        figures.add(setup);
        for (var node : List.of(setup.a, setup.b)) {
          var verified = node.operator().get("/api/v1/audit/verify");
          assertThat(verified.text("valid")).as(verified.body()).isEqualTo("true");
        }
      }
    }
    rows.add(figures.row(name));
  }

  /// The worst of all runs.
  private static final class Figures {
    private int runs;
    private long answers;
    private long refused;
    private Duration notReady = Duration.ZERO;
    private Duration back = Duration.ZERO;
    private Duration slowest = Duration.ZERO;

    void notReady(Duration seen, Duration limit) {
      assertThat(seen).as("until the nodes say that they are not ready").isLessThan(limit);
      notReady = longer(notReady, seen);
    }

    void back(Duration seen, Duration limit) {
      assertThat(seen).as("until the nodes serve again").isLessThan(limit);
      back = longer(back, seen);
    }

    void add(Setup setup) {
      runs++;
      answers += setup.traffic.count();
      refused += setup.traffic.count(503);
      slowest = longer(slowest, setup.traffic.slowest());
      assertThat(setup.traffic.lost(setup.now())).as("acknowledged and lost").isEmpty();
    }

    private static Duration longer(Duration one, Duration other) {
      return one.compareTo(other) > 0 ? one : other;
    }

    String row(String name) {
      return "| %s | %d | %,d | %,d | %s | %s | %s | 0 |\n"
          .formatted(name, runs, answers, refused, text(notReady), text(back), text(slowest));
    }

    private static String text(Duration duration) {
      return duration.isZero()
          ? "–"
          : String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
  }

  /// Three servers, two nodes, and a proxy between each of both.
  private static final class Setup implements AutoCloseable {
    private final PostgresCluster cluster;
    private final List<DatabaseProxy> proxies = new ArrayList<>();
    private final TestServer a;
    private final TestServer b;
    private final FailoverTraffic traffic;

    Setup(PostgresCluster cluster) {
      this.cluster = cluster;
      this.a = new TestServer().with("token-alg", "ES256").with("database", connect());
      try {
        a.start();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      this.b = a.startNode(connect());
      this.traffic = new FailoverTraffic(List.of(a, b));
    }

    private List<Member> members() {
      return List.of(cluster.primary(), cluster.standby(), cluster.secondStandby());
    }

    /// A URL with all servers, each behind a new proxy. No statement is prepared, so that each
    /// COMMIT is visible.
    private String connect() {
      var url = new StringBuilder();
      for (var member : members()) {
        var proxy = DatabaseProxy.to(member.url());
        proxies.add(proxy);
        url.append(url.isEmpty() ? "" : ",").append("127.0.0.1:").append(proxy.port());
      }
      return cluster
              .primary()
              .url()
              .replace("127.0.0.1:" + cluster.primary().port(), url.toString())
          + "?prepareThreshold=0";
    }

    void cutOff(TestServer node, Member member) {
      proxies.get((node == a ? 0 : 3) + members().indexOf(member)).cutOff();
    }

    void reconnect() {
      proxies.forEach(DatabaseProxy::reconnect);
    }

    int connectionsToPrimary() {
      return proxies.get(0).openConnections() + proxies.get(3).openConnections();
    }

    /// The server that takes writes now.
    Member now() {
      return cluster.standby().query("SELECT pg_is_in_recovery()").equals("f")
          ? cluster.standby()
          : cluster.primary();
    }

    void awaitNotReady() {
      await(() -> ready(a) == 503 && ready(b) == 503);
    }

    Duration awaitBack() {
      return awaitBack(System.nanoTime());
    }

    Duration awaitBack(long from) {
      awaitServing(a);
      awaitServing(b);
      return since(from);
    }

    @Override
    public void close() {
      traffic.close();
      b.server().close();
      try {
        a.close();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      proxies.forEach(DatabaseProxy::close);
      cluster.close();
    }
  }

  private static void awaitServing(TestServer node) {
    await(() ->
        ready(node) == 200
            && node.operator().post("/api/v1/agents", "name", "back").status() == 201);
  }

  private static int ready(TestServer node) {
    return node.unauthenticated().get("/health/ready").status();
  }

  private static TestResponse introspection(TestServer node, String token) {
    return node.operator().form("/oauth/introspect", "token", token);
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  static void await(BooleanSupplier condition) {
    Await.until(PATIENCE.multipliedBy(LONG ? 2 : 1), "the expected state", condition);
  }
}
