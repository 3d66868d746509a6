package dev.signet.base.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.fetch.DocumentCache.DocumentResult;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.DocumentServer;
import dev.signet.testing.TestClock;
import dev.signet.testing.WithoutDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// How long documents and failures are cached.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class DocumentCacheTest {
  private static final Owner OWNER = new Owner("one");

  private final DocumentServer server = DocumentServer.plain().serve("\"one\"");
  private final TestClock clock = new TestClock(Instant.parse("2026-03-28T09:00:00Z"));
  private final NameResolution names = new NameResolution(new SimpleMeterRegistry());
  private final DocumentFetcher fetch =
      new DocumentFetcher(
          new AllowedAddresses(true),
          new DocumentFetcher.Limits(
              Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofMillis(200), 1000, 8, 1),
          names,
          SystemTls::context,
          new SimpleMeterRegistry());
  private final DocumentCache<String> documents =
      new DocumentCache<>(
          fetch, text -> text.startsWith("\"") ? Optional.of(text) : Optional.empty(), clock);
  private final DocumentUrl url = DocumentUrl.parse(server.url("/")).orElseThrow();

  @AfterEach
  void stop() {
    fetch.close();
    names.close();
    server.close();
  }

  private Optional<String> get(DocumentUrl from) {
    return found(documents.get(from, OWNER));
  }

  private Optional<String> refresh(DocumentUrl from) {
    return found(documents.refresh(from, OWNER));
  }

  private static Optional<String> found(DocumentResult<String> result) {
    return result instanceof DocumentResult.Found<String>(var text)
        ? Optional.of(text)
        : Optional.empty();
  }

  /// Runs while another fetch holds the owner's only permit.
  private void whileBusy(Runnable check) throws IOException {
    try (var silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      var hostile =
          DocumentUrl.parse("http://127.0.0.1:" + silent.getLocalPort() + "/").orElseThrow();
      var thread = Thread.ofVirtual().start(() -> documents.get(hostile, OWNER));
      silent.setSoTimeout(20_000);
      try (var _ = silent.accept()) {
        check.run();
      }
      assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void a_fetch_without_a_permit_is_not_cached_as_a_failure() throws IOException {
    whileBusy(() -> assertThat(documents.get(url, OWNER)).isInstanceOf(DocumentResult.Busy.class));

    assertThat(get(url)).contains("\"one\"");
  }

  @Test
  void a_stale_document_is_used_while_there_is_no_permit() throws IOException {
    get(url);
    clock.advance(Duration.ofMinutes(6));

    whileBusy(() -> {
      assertThat(get(url)).contains("\"one\"");
      assertThat(documents.refresh(url, OWNER)).isInstanceOf(DocumentResult.Busy.class);
      assertThat(found(documents.refresh(url, new Owner("two")))).contains("\"one\"");
    });
  }

  @Test
  void an_owner_without_permits_does_not_have_another_wait() throws IOException {
    whileBusy(() -> {
      assertThat(documents.get(url, OWNER)).isInstanceOf(DocumentResult.Busy.class);
      assertThat(found(documents.get(url, new Owner("two")))).contains("\"one\"");
    });
  }

  @Test
  void a_document_in_use_is_fetched_again_in_the_background_before_it_is_stale() {
    get(url);
    var release = new CountDownLatch(1);
    server.respondWith(exchange -> {
      try {
        assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      DocumentServer.answer(exchange, 200, "application/json", "\"two\"");
    });

    clock.advance(Duration.ofSeconds(239));
    assertThat(get(url)).contains("\"one\"");
    assertThat(server.requests()).hasSize(1);
    clock.advance(Duration.ofSeconds(1));
    assertThat(get(url)).contains("\"one\"");
    release.countDown();
    assertThat(refresh(url)).contains("\"two\"");
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void a_document_is_good_for_five_minutes() {
    assertThat(get(url)).contains("\"one\"");
    server.serve("\"two\"");

    clock.advance(Duration.ofSeconds(299));
    assertThat(get(url)).contains("\"one\"");
    clock.advance(Duration.ofSeconds(1));
    assertThat(get(url)).contains("\"two\"");
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void a_failure_is_cached_for_thirty_seconds() {
    server.fail();
    assertThat(get(url)).isEmpty();
    server.serve("\"one\"");

    clock.advance(Duration.ofSeconds(29));
    assertThat(get(url)).isEmpty();
    assertThat(server.requests()).hasSize(1);
    clock.advance(Duration.ofSeconds(1));
    assertThat(get(url)).contains("\"one\"");
  }

  @Test
  void the_last_document_is_used_for_an_hour_while_the_server_is_down() {
    assertThat(get(url)).contains("\"one\"");
    server.fail();

    clock.advance(Duration.ofMinutes(5));
    assertThat(get(url)).contains("\"one\"");
    clock.advance(Duration.ofMinutes(54));
    assertThat(get(url)).contains("\"one\"");
    clock.advance(Duration.ofMinutes(1));
    assertThat(get(url)).isEmpty();
  }

  @Test
  void a_server_that_is_down_is_asked_every_thirty_seconds_only() {
    get(url);
    server.fail();
    clock.advance(Duration.ofMinutes(5));

    for (var i = 0; i < 60; i++) {
      assertThat(get(url)).contains("\"one\"");
      assertThat(refresh(url)).contains("\"one\"");
      clock.advance(Duration.ofSeconds(1));
    }

    assertThat(server.requests()).hasSize(1 + 2);
  }

  @Test
  void a_document_is_refreshed_on_demand_at_most_every_thirty_seconds() {
    assertThat(get(url)).contains("\"one\"");
    server.serve("\"two\"");

    clock.advance(Duration.ofSeconds(29));
    assertThat(refresh(url)).contains("\"one\"");
    clock.advance(Duration.ofSeconds(1));
    assertThat(refresh(url)).contains("\"two\"");
    assertThat(refresh(url)).contains("\"two\"");
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void a_document_of_another_kind_is_a_failure() {
    get(url);
    server.serve("7");
    clock.advance(Duration.ofMinutes(5));

    assertThat(get(url)).contains("\"one\"");
    assertThat(get(url)).contains("\"one\"");
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void sixteen_concurrent_callers_cause_one_fetch() {
    ConcurrentCalls.race(16, _ -> assertThat(get(url)).contains("\"one\""));

    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void each_url_has_its_own() {
    var other = DocumentUrl.parse(server.url("/other")).orElseThrow();
    get(url);
    server.serve("\"two\"");

    assertThat(get(other)).contains("\"two\"");
    assertThat(get(url)).contains("\"one\"");
  }
}
