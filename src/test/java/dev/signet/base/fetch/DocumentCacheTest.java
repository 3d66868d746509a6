package dev.signet.base.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.DocumentServer;
import dev.signet.testing.TestClock;
import dev.signet.testing.WithoutDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// How long documents and failures are cached.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class DocumentCacheTest {
  private final DocumentServer server = DocumentServer.plain().serve("\"one\"");
  private final TestClock clock = new TestClock(Instant.parse("2026-03-28T09:00:00Z"));
  private final DocumentFetcher fetch = new DocumentFetcher(true, new SimpleMeterRegistry());
  private final DocumentCache<String> documents =
      new DocumentCache<>(
          fetch, text -> text.startsWith("\"") ? Optional.of(text) : Optional.empty(), clock);
  private final DocumentUrl url = DocumentUrl.parse(server.url("/")).orElseThrow();

  @AfterEach
  void stop() {
    fetch.close();
    server.close();
  }

  @Test
  void a_document_is_good_for_five_minutes() {
    assertThat(documents.get(url)).contains("\"one\"");
    server.serve("\"two\"");

    clock.advance(Duration.ofSeconds(299));
    assertThat(documents.get(url)).contains("\"one\"");
    clock.advance(Duration.ofSeconds(1));
    assertThat(documents.get(url)).contains("\"two\"");
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void a_failure_is_cached_for_thirty_seconds() {
    server.fail();
    assertThat(documents.get(url)).isEmpty();
    server.serve("\"one\"");

    clock.advance(Duration.ofSeconds(29));
    assertThat(documents.get(url)).isEmpty();
    assertThat(server.requests()).hasSize(1);
    clock.advance(Duration.ofSeconds(1));
    assertThat(documents.get(url)).contains("\"one\"");
  }

  @Test
  void the_last_document_is_used_for_an_hour_while_the_server_is_down() {
    assertThat(documents.get(url)).contains("\"one\"");
    server.fail();

    clock.advance(Duration.ofMinutes(5));
    assertThat(documents.get(url)).contains("\"one\"");
    clock.advance(Duration.ofMinutes(54));
    assertThat(documents.get(url)).contains("\"one\"");
    clock.advance(Duration.ofMinutes(1));
    assertThat(documents.get(url)).isEmpty();
  }

  @Test
  void a_server_that_is_down_is_asked_every_thirty_seconds_only() {
    documents.get(url);
    server.fail();
    clock.advance(Duration.ofMinutes(5));

    for (var i = 0; i < 60; i++) {
      assertThat(documents.get(url)).contains("\"one\"");
      assertThat(documents.refresh(url)).contains("\"one\"");
      clock.advance(Duration.ofSeconds(1));
    }

    assertThat(server.requests()).hasSize(1 + 2);
  }

  @Test
  void a_document_is_refreshed_on_demand_at_most_every_thirty_seconds() {
    assertThat(documents.get(url)).contains("\"one\"");
    server.serve("\"two\"");

    clock.advance(Duration.ofSeconds(29));
    assertThat(documents.refresh(url)).contains("\"one\"");
    clock.advance(Duration.ofSeconds(1));
    assertThat(documents.refresh(url)).contains("\"two\"");
    assertThat(documents.refresh(url)).contains("\"two\"");
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void a_document_of_another_kind_is_a_failure() {
    documents.get(url);
    server.serve("7");
    clock.advance(Duration.ofMinutes(5));

    assertThat(documents.get(url)).contains("\"one\"");
    assertThat(documents.get(url)).contains("\"one\"");
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void sixteen_concurrent_callers_cause_one_fetch() {
    ConcurrentCalls.race(16, _ -> assertThat(documents.get(url)).contains("\"one\""));

    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void each_url_has_its_own() {
    var other = DocumentUrl.parse(server.url("/other")).orElseThrow();
    documents.get(url);
    server.serve("\"two\"");

    assertThat(documents.get(other)).contains("\"two\"");
    assertThat(documents.get(url)).contains("\"one\"");
  }
}
