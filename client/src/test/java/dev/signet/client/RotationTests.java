package dev.signet.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.client.StoredCredential.PendingRotation;
import dev.signet.client.testing.InterceptingProxy;
import dev.signet.client.testing.JavaProcess;
import dev.signet.client.testing.Race;
import dev.signet.client.testing.RotatingAgent;
import dev.signet.client.testing.RotatingAgent.CrashPoint;
import dev.signet.client.testing.SignetServer;
import dev.signet.client.testing.SignetServer.TestAgent;
import dev.signet.client.testing.TestClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What holds for the rotation of every credential: an agent gives itself a new one, and is never
 * locked out by what goes wrong.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class RotationTests {
  static final String TOKEN = "POST /oauth/token";

  final SignetServer server;
  private final String rotate;
  private final String event;

  @TempDir private Path folder;

  /**
   * @param rotate the method and path of the rotation
   * @param event the audit event that the server records
   */
  RotationTests(SignetServer server, String rotate, String event) {
    this.server = server;
    this.rotate = rotate;
    this.event = event;
  }

  /** An agent of this kind. */
  abstract TestAgent createAgent();

  /** What an operator gives an agent that has lost its own. */
  abstract Credential.SharedSecret credentialOf(TestAgent agent);

  @Test
  void a_rotated_secret_replaces_the_old_one_in_the_store_and_at_the_server() {
    var agent = createAgent();
    var store = store(agent);
    var client = client(store);
    var token = client.token();

    var kept = client.rotate();

    assertThat(store.read()).contains(kept);
    assertThat(kept.pending()).isEmpty();
    assertThat(kept.credential().clientId()).isEqualTo(agent.credential().clientId());
    assertThat(kept.toString()).contains("***").doesNotContain("cs_", "sk_live_");
    assertThat(isAccepted(kept.credential())).isTrue();
    assertThat(isAccepted(agent.credential())).isFalse();
    assertThat(events("auth.failed", agent)).isEqualTo(1);
    // Tokens issued before the rotation stay active.
    assertThat(client.token()).isEqualTo(token);
    assertThat(client.introspect(token.value())).containsEntry("active", true);
  }

  @Test
  void an_answer_that_is_lost_is_given_again() {
    var agent = createAgent();
    var store = store(agent);
    server
        .proxy()
        .handleNext(
            rotate,
            InterceptingProxy.REQUEST_LOST,
            InterceptingProxy.RESPONSE_LOST,
            InterceptingProxy.RESPONSE_LOST);

    client(store).rotate();

    assertThat(idempotencyKeys()).hasSize(4).containsOnly(idempotencyKeys().getFirst());
    assertThat(rotationsOf(agent)).isEqualTo(1);
    assertThat(isAccepted(storedCredential(store).credential())).isTrue();
  }

  @Test
  void an_interrupted_rotation_is_finished_by_the_next_process() {
    var agent = createAgent();
    var store = store(agent);
    server.proxy().handleNext(rotate, lostResponses(5));

    assertThatThrownBy(client(store)::rotate).isInstanceOf(UnreachableException.class);
    var pending = storedCredential(store);
    assertThat(pending.credential()).isEqualTo(agent.credential());
    assertThat(pending.pending()).isPresent();
    assertThat(pending.toString()).contains("***").doesNotContain("cs_", "sk_live_", "eyJ");

    assertThat(client(store).token().scopes()).containsExactly("parcels:read");
    assertThat(idempotencyKeys()).hasSize(6).containsOnly(idempotencyKeys().getFirst());
    assertThat(storedCredential(store).pending()).isEmpty();
    assertThat(isAccepted(storedCredential(store).credential())).isTrue();
    assertThat(rotationsOf(agent)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void a_crashed_process_leaves_a_rotation_that_can_be_finished(CrashPoint death) throws Exception {
    var agent = createAgent();
    var store = store(agent);

    try (var program = RotatingAgent.start(server.issuer(), file(), death)) {
      assertThat(program.exitCode()).isEqualTo(137);
    }

    assertThat(client(store).token().isBound()).isFalse();
    assertThat(storedCredential(store).pending()).isEmpty();
    assertThat(isAccepted(storedCredential(store).credential())).isTrue();
    assertThat(isAccepted(agent.credential())).isFalse();
    assertThat(rotationsOf(agent)).isEqualTo(1);
  }

  @Test
  void a_process_killed_while_its_request_is_in_flight_loses_nothing() throws Exception {
    isKilledDuring((ask, onward) -> Optional.empty());
  }

  @Test
  void a_process_killed_while_the_response_is_in_flight_loses_nothing() throws Exception {
    isKilledDuring(InterceptingProxy.RESPONSE_LOST);
  }

  private void isKilledDuring(InterceptingProxy.RequestHandler fate) throws Exception {
    var agent = createAgent();
    var store = store(agent);
    var program = new AtomicReference<JavaProcess>();
    var isStarted = new CountDownLatch(1);
    server
        .proxy()
        .handleNext(
            rotate,
            (ask, onward) -> {
              fate.handle(ask, onward);
              isStarted.await();
              program.get().kill();
              return Optional.empty();
            });

    try (var started = RotatingAgent.start(server.issuer(), file(), CrashPoint.NONE)) {
      program.set(started);
      isStarted.countDown();
      assertThat(started.exitCode()).isNotZero();
    }

    assertThat(client(store).token().isBound()).isFalse();
    assertThat(storedCredential(store).pending()).isEmpty();
    assertThat(isAccepted(storedCredential(store).credential())).isTrue();
    assertThat(rotationsOf(agent)).isEqualTo(1);
  }

  @Test
  void concurrent_rotations_leave_one_valid_secret() throws Exception {
    var agent = createAgent();
    var store = store(agent);

    try (var one = RotatingAgent.start(server.issuer(), file(), CrashPoint.NONE);
        var other = RotatingAgent.start(server.issuer(), file(), CrashPoint.NONE)) {
      assertThat(one.exitCode()).as(one.output()).isZero();
      assertThat(other.exitCode()).as(other.output()).isZero();
    }

    assertThat(isAccepted(storedCredential(store).credential())).isTrue();
    assertThat(rotationsOf(agent)).isEqualTo(2);
  }

  @Test
  void a_rotation_unknown_to_the_server_says_how_to_recover() {
    var agent = createAgent();
    var store = store(agent);
    server.proxy().handleNext(rotate, InterceptingProxy.RESPONSE_LOST);
    assertThatThrownBy(clientWithoutRetries(store)::rotate)
        .isInstanceOf(UnreachableException.class);
    withAnotherPending(store, "as-if-ten-minutes-had-passed");
    var client = client(store);
    for (var i = 0; i < 3; i++) {
      assertThatThrownBy(client::token)
          .isInstanceOf(CredentialLostException.class)
          .hasMessageContaining("an operator has to give it a new credential")
          .hasMessageContaining("CredentialStore.replace")
          .hasMessageNotContainingAny("cs_", "sk_live_");
    }
    // Each try counts as a failed login, so it is not tried again at once.
    assertThat(events("auth.failed", agent)).isBetween(1, 2);

    store.replace(credentialOf(agent));
    assertThat(client.token().scopes()).containsExactly("parcels:read");
  }

  @Test
  void a_hundred_callers_notice_nothing_of_a_rotation() {
    var agent = createAgent();
    var store = store(agent);
    var clock = new TestClock();
    var client = server.client().credential(store).clock(clock).build();
    var isOver = new AtomicBoolean();
    var rotation =
        Thread.ofVirtual()
            .start(() -> {
              client.rotate();
              client.rotate();
              isOver.set(true);
            });

    var tokens =
        Race.of(
            100,
            () -> {
              AccessToken last;
              do {
                // The tokens end all the time, so that the secret is needed all the time.
                clock.forward(Duration.ofSeconds(60));
                last = client.token();
              } while (!isOver.get() && rotation.isAlive());
              return last;
            });

    assertThat(isOver).isTrue();
    assertThat(tokens).allSatisfy(token -> assertThat(token.scopes()).isNotEmpty());
    assertThat(isAccepted(storedCredential(store).credential())).isTrue();
    assertThat(events("auth.failed", agent)).isZero();
  }

  @Test
  void a_caller_with_a_secret_just_rotated_elsewhere_uses_the_new_one() {
    var store = store(createAgent());
    var one = client(store);
    var other = client(store);
    server
        .proxy()
        .handleNext(
            TOKEN,
            (ask, onward) -> {
              one.rotate();
              return Optional.of(onward.send(ask));
            });

    assertThat(other.token().scopes()).containsExactly("parcels:read");
  }

  @Test
  void one_of_several_processes_rotates_an_old_credential() {
    var agent = createAgent();
    var store = store(agent);
    var clock = new TestClock();
    var programs =
        List.of(
            clientWithClock(store, clock),
            clientWithClock(store, clock),
            clientWithClock(store, clock));

    programs.forEach(program -> program.rotateIfOlderThan(Duration.ofDays(7)));
    assertThat(rotationsOf(agent)).isZero();

    clock.forward(Duration.ofDays(7).plusSeconds(5));
    var kept = Race.of(3, () -> programs.getFirst().rotateIfOlderThan(Duration.ofDays(7)));
    programs.forEach(program -> program.rotateIfOlderThan(Duration.ofDays(7)));
    assertThat(rotationsOf(agent)).isEqualTo(1);
    assertThat(Set.copyOf(kept)).hasSize(1);
  }

  @Test
  void a_rotation_that_is_refused_leaves_all_as_it_was() {
    var agent = createAgent();
    var store = store(agent);
    var before = storedCredential(store);
    server.proxy().handleNext(rotate, InterceptingProxy.respond(403));

    assertThatThrownBy(client(store)::rotate)
        .isInstanceOfSatisfying(
            RefusedException.class, refused -> assertThat(refused.status()).isEqualTo(403));

    assertThat(storedCredential(store)).isEqualTo(before);
    assertThat(client(store).token().scopes()).containsExactly("parcels:read");
    assertThat(rotationsOf(agent)).isZero();
  }

  @Test
  void a_delayed_rotation_is_finished_later_and_blocks_no_caller() {
    var agent = createAgent();
    var store = store(agent);
    server.proxy().handleNext(rotate, InterceptingProxy.respond(429, "Retry-After: 900"));
    var client = client(store);

    assertThatThrownBy(client::rotate)
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.retryAfter()).contains(Duration.ofMinutes(15)));
    assertThat(storedCredential(store).pending()).isPresent();

    server.proxy().handleNext(rotate, InterceptingProxy.respond(429, "Retry-After: 890"));
    assertThat(client.token().scopes()).containsExactly("parcels:read");
    assertThat(client.token(client.defaultRequest().withResources("https://x.example")).isBound())
        .isFalse();
    assertThat(storedCredential(store).pending()).isPresent();
    assertThat(rotationsOf(agent)).isZero();

    client.rotate();
    assertThat(rotationsOf(agent)).isEqualTo(1);
  }

  @Test
  void a_store_that_cannot_write_begins_no_rotation() {
    var agent = createAgent();
    var store =
        new TestStores.InMemory(agent.credential()) {
          @Override
          public void write(StoredCredential kept) {
            throw new IllegalStateException("disk full");
          }
        };

    assertThatThrownBy(client(store)::rotate).hasMessage("disk full");

    assertThat(server.proxy().requests(rotate)).isEmpty();
    assertThat(rotationsOf(agent)).isZero();
  }

  @Test
  void a_credential_without_a_store_is_not_rotated() {
    var agent = createAgent();
    var client = server.client().credential(agent.credential()).build();

    assertThatThrownBy(client::rotate)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("CredentialStore");
    assertThat(isAccepted(agent.credential())).isTrue();
  }

  @Test
  void an_empty_store_says_that_it_is_empty() {
    var client = client(CredentialFile.at(file()));

    assertThatThrownBy(client::token)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no credential in CredentialFile");
  }

  private Path file() {
    return folder.resolve("agent.json");
  }

  CredentialStore store(TestAgent agent) {
    return CredentialFile.at(file()).initializeWith(agent.credential());
  }

  static StoredCredential storedCredential(CredentialStore store) {
    return store.read().orElseThrow();
  }

  SignetClient client(CredentialStore store) {
    return server.client().credential(store).build();
  }

  SignetClient clientWithoutRetries(CredentialStore store) {
    return server.client().credential(store).retryTimeout(Duration.ZERO).build();
  }

  private SignetClient clientWithClock(CredentialStore store, TestClock clock) {
    return server.client().credential(store).clock(clock).build();
  }

  boolean isAccepted(Credential credential) {
    try {
      return server.client().credential(credential).build().token().value() != null;
    } catch (RefusedException e) {
      assertThat(e.error()).isEqualTo("invalid_client");
      return false;
    }
  }

  /** As if its token had ended, and the rotation gone by this name. */
  static void withAnotherPending(CredentialStore store, String idempotencyKey) {
    var kept = storedCredential(store);
    var pending = kept.pending().orElseThrow();
    store.write(
        kept.withPending(
            new PendingRotation(
                idempotencyKey, pending.startedAt(), Optional.of(Secret.of("ended")))));
  }

  private static InterceptingProxy.RequestHandler[] lostResponses(int times) {
    var fates = new InterceptingProxy.RequestHandler[times];
    Arrays.fill(fates, InterceptingProxy.RESPONSE_LOST);
    return fates;
  }

  private List<String> idempotencyKeys() {
    return server.proxy().requests(rotate).stream()
        .map(ask -> ask.header("Idempotency-Key").orElseThrow())
        .toList();
  }

  int rotationsOf(TestAgent agent) {
    return events(event + "&outcome=success", agent);
  }

  int events(String action, TestAgent agent) {
    var path = "/api/v1/audit?limit=100&action=" + action + "&agentId=" + agent.id();
    return server.sendAsOperator("GET", path, Map.of()).list("data").size();
  }
}
