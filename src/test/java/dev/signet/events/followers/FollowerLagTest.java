package dev.signet.events.followers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.events.audit.EventSelection;
import dev.signet.events.followers.FollowerPlan.Start;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A follower that is behind is reported, holds retention back, and refuses nothing.
@DisplayNameGeneration(ReplaceUnderscores.class)
class FollowerLagTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final AtomicBoolean stuck = new AtomicBoolean(true);

  private static long events() {
    return server
        .internals()
        .db()
        .read(handle ->
            handle
                .createQuery(
                    "SELECT COUNT(*) FROM audit_events WHERE action = 'organization.created'")
                .mapTo(Long.class)
                .one());
  }

  private static void tryToRead(Follower follower) {
    try {
      follower.catchUp();
    } catch (IllegalStateException expected) {
      assertThat(expected).hasMessage("stuck");
    }
  }

  private static String lagMetric() {
    return server
        .operator()
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("signet_follower_lag_seconds{follower=\"test-stuck\"}"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void retention_waits_for_a_follower_and_health_and_metrics_report_it() {
    var followers = server.internals().followers();
    var follower =
        followers.add(
            new FollowerPlan("test-stuck", Start.OLDEST_KEPT, FollowerPlan.LIVE),
            Reading.events(followers.chains(), EventSelection.WITHOUT_TOKENS),
            (_, _) -> {
              if (stuck.get()) {
                throw new IllegalStateException("stuck");
              }
            });
    server.createOrganization("kept-for-the-follower");
    assertThat(events()).isOne();
    tryToRead(follower);
    assertThat(server.unauthenticated().get("/health/ready").json("warnings")).isNull();

    server.clock().advance(Duration.ofHours(30));
    tryToRead(follower);

    var ready = server.unauthenticated().get("/health/ready");
    assertThat(ready.status()).isEqualTo(200);
    assertThat(ready.text("status")).isEqualTo("ready");
    assertThat(ready.text("warnings/0")).contains("test-stuck").contains("far behind");
    assertThat(lagMetric()).endsWith(" 108000.0");
    assertThat(server.registerAgent("not-refused").token()).isNotEmpty();

    prune();
    assertThat(events()).isOne();

    stuck.set(false);
    followers.catchUp();
    followers.catchUp();
    assertThat(server.unauthenticated().get("/health/ready").json("warnings")).isNull();
    assertThat(lagMetric()).endsWith(" 0.0");
    prune();
    assertThat(events()).isZero();
  }

  private static void prune() {
    server.internals().audit().prune(Duration.ofDays(1), server.clock().instant());
  }
}
