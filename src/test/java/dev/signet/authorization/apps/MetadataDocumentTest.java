package dev.signet.authorization.apps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.authorization.apps.MetadataDocuments.Caller;
import dev.signet.authorization.apps.MetadataDocuments.Lookup;
import dev.signet.base.fetch.FetchResult;
import dev.signet.base.fetch.FetchResult.FetchFailure;
import dev.signet.base.fetch.FetchResult.FetchedDocument;
import dev.signet.base.fetch.FetchResult.Reason;
import dev.signet.base.fetch.Owner;
import dev.signet.base.json.Json;
import dev.signet.base.oauth.GrantType;
import dev.signet.base.oauth.RedirectUri;
import dev.signet.testing.Await;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestClock;
import dev.signet.testing.WithoutDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/// Apps that are known by the document at the URL that is their client id.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class MetadataDocumentTest {
  private static final String URL = "https://claude.ai/oauth/claude-code-client-metadata";

  private final TestClock clock = new TestClock(Instant.parse("2026-03-28T09:00:00Z"));
  private final AtomicInteger fetches = new AtomicInteger();
  private FetchResult answer = new FetchedDocument(document(_ -> {}));
  private Predicate<String> isRegistered = _ -> false;
  private final MetadataDocuments documents =
      new MetadataDocuments(
          (_, _) -> {
            fetches.incrementAndGet();
            return answer;
          },
          clientId -> isRegistered.test(clientId),
          clock);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://claude.ai/oauth/claude-code-client-metadata",
        "https://vscode.dev/oauth/client-metadata.json",
        "https://app.example.com/",
        "https://app.example.com:8443/client.json?v=2",
        "https://4chan.example.com/client.json"
      })
  void a_client_id_may_be_the_url_of_a_document(String url) {
    assertThat(MetadataUrl.parse(url).map(MetadataUrl::value)).hasValue(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://claude.ai/client.json",
        "https://claude.ai",
        "https://claude.ai?x=/",
        "https://user@claude.ai/client.json",
        "https://claude.ai/client.json#x",
        "https://claude.ai/a/../client.json",
        "https://claude.ai/a/%2e%2e/client.json",
        "https://claude.ai/a/./client.json",
        "https://claude.ai\\client.json",
        "https://claude.ai/a\tb",
        "https://claude.ai/%00",
        "https://127.0.0.1/client.json",
        "https://[::1]/client.json",
        "https://[2001:db8::1]/client.json",
        "https://192.0.2.1/client.json",
        "https://169.254.169.254/latest",
        "https://2130706433/client.json",
        "https://localhost/client.json",
        "https://app.localhost/client.json",
        "https://intranet/client.json",
        "https://claude.ai./client.json",
        "https:///client.json",
        "ftp://claude.ai/client.json",
        "claude.ai/client.json",
        ""
      })
  void other_urls_are_not_client_ids(String url) {
    assertThat(MetadataUrl.parse(url)).isEmpty();
  }

  @Test
  void a_document_describes_a_public_client() {
    var app = read(document(_ -> {})).orElseThrow();

    assertThat(app.clientId()).isEqualTo(URL);
    assertThat(app.name()).isEqualTo("Claude Code");
    assertThat(app.isPublicClient()).isTrue();
    assertThat(app.redirectUris().stream().map(RedirectUri::value))
        .containsExactly("http://localhost/callback", "http://127.0.0.1/callback");
    assertThat(app.grantTypes())
        .containsExactlyInAnyOrder(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN);
  }

  @Test
  void a_client_that_supports_several_methods_signs_if_it_has_keys() {
    var app =
        read(document(members -> {
          members.remove("token_endpoint_auth_method");
          members
              .putArray("token_endpoint_auth_methods_supported")
              .add("none")
              .add("private_key_jwt");
          members.put("jwks_uri", "https://chatgpt.com/jwks");
        }))
            .orElseThrow();

    assertThat(app.isPublicClient()).isFalse();
    assertThat(app.jwksUri()).hasValue("https://chatgpt.com/jwks");
  }

  @Test
  void a_client_that_names_no_method_is_public() {
    assertThat(
            read(document(members -> members.remove("token_endpoint_auth_method")))
                .orElseThrow()
                .isPublicClient())
        .isTrue();
  }

  @Test
  void what_the_server_cannot_use_is_left_out() {
    var app =
        read(document(members -> {
          members.put("logo_uri", "https://claude.ai/logo.png");
          members.putArray("grant_types").add("authorization_code").add("urn:x");
          members
              .putArray("redirect_uris")
              .add("https://*.claude.ai/cb")
              .add("javascript:/x")
              .add(7)
              .add("cursor://anysphere.cursor-mcp/oauth/callback")
              .add("https://claude.ai/cb");
        }))
            .orElseThrow();

    assertThat(app.grantTypes()).containsExactly(GrantType.AUTHORIZATION_CODE);
    assertThat(app.redirectUris().stream().map(RedirectUri::value))
        .containsExactly("cursor://anysphere.cursor-mcp/oauth/callback", "https://claude.ai/cb");
  }

  @Test
  void a_name_shows_only_visible_characters() {
    for (var name :
        Map.of(
                "Claude \u202ecode\u0000\n",
                "Claude code",
                "x".repeat(5_000),
                "x".repeat(60),
                "\u202e\u200b",
                "claude.ai",
                "  ",
                "claude.ai")
            .entrySet()) {
      assertThat(
              read(document(members -> members.put("client_name", name.getKey())))
                  .orElseThrow()
                  .name())
          .isEqualTo(name.getValue());
    }
    assertThat(read(document(members -> members.putObject("client_name"))).orElseThrow().name())
        .isEqualTo("claude.ai");
  }

  @Test
  void a_document_that_is_not_of_this_client_or_has_a_secret_is_refused() {
    for (var wrong :
        List.<Consumer<ObjectNode>>of(
            members -> members.put("client_id", URL + "/"),
            members -> members.put("client_id", URL.toUpperCase(Locale.ROOT)),
            members -> members.remove("client_id"),
            members -> members.put("client_secret", "x"),
            members -> members.put("client_secret_expires_at", 0),
            members -> members.put("token_endpoint_auth_method", "client_secret_basic"),
            members -> members.put("token_endpoint_auth_method", "client_secret_jwt"),
            members -> members.put("token_endpoint_auth_method", 7),
            members -> members.put("token_endpoint_auth_method", "private_key_jwt"),
            members -> {
              members.put("token_endpoint_auth_method", "private_key_jwt");
              members.put("jwks_uri", "http://127.0.0.1/jwks");
            },
            members -> members.remove("redirect_uris"),
            members -> members.put("redirect_uris", "https://claude.ai/cb"),
            members -> members.putArray("redirect_uris").add("http://evil.test/cb"),
            members -> members.putArray("grant_types").add("client_credentials"),
            members -> members.put("padding", "x".repeat(MetadataDocument.MAX_LENGTH)))) {
      assertThat(read(document(wrong))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "null", "{", "{\"client_id\":1}", "<html>", "{\"a\":1,\"a\":2}"})
  void anything_else_is_not_a_document(String text) {
    assertThat(read(text)).isEmpty();
  }

  @Test
  void a_document_is_cached_for_five_minutes() {
    assertThat(find("198.51.100.1")).isInstanceOf(Lookup.Found.class);
    answer = new FetchFailure(Reason.UNREACHABLE);
    clock.advance(MetadataDocuments.MIN_FRESH.minusSeconds(1));
    assertThat(find("198.51.100.1")).isInstanceOf(Lookup.Found.class);
    assertThat(fetches).hasValue(1);

    clock.advance(Duration.ofSeconds(1));
    assertThat(find("198.51.100.1")).isInstanceOf(Lookup.Unreachable.class);
    answer = new FetchedDocument(document(_ -> {}));
    assertThat(find("198.51.100.1")).isInstanceOf(Lookup.Found.class);
    assertThat(fetches).hasValue(3);
  }

  @ParameterizedTest
  @CsvSource({"0, 300", "60, 300", "301, 301", "86400, 86400", "31536000, 86400"})
  void its_server_says_how_long_a_document_is_fresh_within_bounds(long asked, long seconds) {
    answer = new FetchedDocument(document(_ -> {}), Optional.of(Duration.ofSeconds(asked)));
    find("198.51.100.1");

    clock.advance(Duration.ofSeconds(seconds - 1));
    find("198.51.100.1");
    assertThat(fetches).hasValue(1);

    clock.advance(Duration.ofSeconds(1));
    find("198.51.100.1");
    assertThat(fetches).hasValue(2);
  }

  @Test
  void a_decision_needs_a_document_of_the_last_five_minutes() {
    answer = new FetchedDocument(document(_ -> {}), Optional.of(Duration.ofHours(1)));
    find("198.51.100.1");
    clock.advance(MetadataDocuments.MIN_FRESH);

    documents.find(
        MetadataUrl.parse(URL).orElseThrow(), new Caller(Owner.OPERATORS, "198.51.100.1"), true);

    assertThat(fetches).hasValue(2);
  }

  @ParameterizedTest
  @CsvSource({
    "GONE, Missing",
    "TOO_LARGE, Missing",
    "TYPE, Missing",
    "UNREADABLE, Missing",
    "UNRESOLVED, Unreachable",
    "FORBIDDEN_ADDRESS, Unreachable",
    "UNREACHABLE, Unreachable",
    "TOO_SLOW, Unreachable",
    "STATUS, Unreachable",
    "BUSY, Busy"
  })
  void a_host_that_does_not_answer_is_told_from_one_without_the_document(
      Reason reason, String result) {
    answer = new FetchFailure(reason);

    assertThat(find("198.51.100.1").getClass().getSimpleName()).isEqualTo(result);
  }

  @Test
  void a_document_that_changes_with_each_request_never_replaces_the_client() {
    answer = new FetchedDocument(document(members -> members.put("client_id", URL + "?2")));
    assertThat(find("198.51.100.1")).isInstanceOf(Lookup.Missing.class);
    answer = new FetchFailure(Reason.BUSY);
    assertThat(find("198.51.100.1")).isInstanceOf(Lookup.Busy.class);
  }

  @Test
  void fetches_are_limited_for_each_host_and_each_caller() {
    answer = new FetchFailure(Reason.STATUS);
    for (var i = 0; i < 1_000; i++) {
      find("198.51.100." + i % 250);
    }
    assertThat(fetches).hasValue(MetadataDocuments.NEW_PER_HOST);

    fetches.set(0);
    for (var i = 0; i < 10_000; i++) {
      find("https://h" + i + ".example.com/client.json", "203.0.113.7");
    }
    assertThat(fetches).hasValue(MetadataDocuments.PER_CALLER);
    assertThat(find("https://h0.example.com/client.json", "203.0.113.7"))
        .isInstanceOf(Lookup.Busy.class);

    clock.advance(Duration.ofMinutes(1));
    assertThat(find("https://h0.example.com/client.json", "203.0.113.7"))
        .isInstanceOf(Lookup.Unreachable.class);
  }

  @Test
  void an_address_may_use_half_of_what_a_host_has_for_new_documents_and_a_user_a_quarter() {
    answer = new FetchFailure(Reason.GONE);
    for (var i = 0; i < 100; i++) {
      find(URL + i, new Owner("mallory"), "198.51.100." + i);
    }
    assertThat(fetches).hasValue(MetadataDocuments.NEW_PER_HOST_AND_OWNER);

    fetches.set(0);
    for (var i = 0; i < 20; i++) {
      find(URL + i, new Owner("mallory " + i), "203.0.113.7");
    }
    assertThat(fetches).hasValue(MetadataDocuments.NEW_PER_HOST_AND_ADDRESS);
    assertThat(find("192.0.2.1")).isInstanceOf(Lookup.Missing.class);
  }

  @Test
  void a_registered_app_has_a_budget_of_its_own() {
    answer = new FetchFailure(Reason.STATUS);
    isRegistered = URL::equals;
    for (var i = 0; i < 100; i++) {
      find(URL + i, "198.51.100." + i);
    }
    assertThat(find(URL + "x", "192.0.2.1")).isInstanceOf(Lookup.Busy.class);

    fetches.set(0);
    for (var i = 0; i < 100; i++) {
      find("192.0.2." + i);
    }
    assertThat(fetches).hasValue(MetadataDocuments.PER_KNOWN_URL);
  }

  @Test
  void a_caller_who_waits_for_one_without_a_budget_fetches_the_document() throws Exception {
    for (var i = 0; i < MetadataDocuments.NEW_PER_HOST_AND_OWNER; i++) {
      find(URL + i, "198.51.100.1");
    }
    var isBeingPaid = new CountDownLatch(1);
    var mayGoOn = new CountDownLatch(1);
    isRegistered =
        _ -> {
          isBeingPaid.countDown();
          try {
            mayGoOn.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return false;
        };
    var first = new FutureTask<>(() -> find("198.51.100.1"));
    Thread.ofVirtual().start(first);
    isBeingPaid.await();
    var second = new FutureTask<>(() -> find("198.51.100.2"));
    var waiting = Thread.ofVirtual().start(second);
    Await.until(
        Duration.ofSeconds(20),
        "the second caller waits",
        () -> waiting.getState() == Thread.State.WAITING);
    mayGoOn.countDown();

    assertThat(first.get()).isInstanceOf(Lookup.Busy.class);
    assertThat(second.get()).isInstanceOf(Lookup.Found.class);
  }

  @Test
  void callers_at_once_share_one_fetch_or_its_result() {
    ConcurrentCalls.race(
        16, number -> assertThat(find("198.51.100." + number)).isInstanceOf(Lookup.Found.class));
    assertThat(fetches.get()).isBetween(1, 16);
    var before = fetches.get();
    IntStream.range(0, 16).forEach(number -> find("198.51.100." + number));
    assertThat(fetches).hasValue(before);
  }

  private Lookup find(String address) {
    return find(URL, address);
  }

  private Lookup find(String url, String address) {
    return find(url, new Owner("user at " + address), address);
  }

  private Lookup find(String url, Owner owner, String address) {
    return documents.find(MetadataUrl.parse(url).orElseThrow(), new Caller(owner, address), false);
  }

  private static Optional<App> read(String document) {
    return MetadataDocument.read(MetadataUrl.parse(URL).orElseThrow(), document);
  }

  private static String document(Consumer<ObjectNode> change) {
    var members =
        Json.object()
            .put("client_id", URL)
            .put("client_name", "Claude Code")
            .put("token_endpoint_auth_method", "none");
    members
        .putArray("redirect_uris")
        .add("http://localhost/callback")
        .add("http://127.0.0.1/callback");
    members.putArray("grant_types").add("authorization_code").add("refresh_token");
    change.accept(members);
    return Json.toText(members);
  }
}
