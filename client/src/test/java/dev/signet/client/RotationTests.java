package dev.signet.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.client.Kept.Pending;
import dev.signet.client.testing.Door;
import dev.signet.client.testing.Program;
import dev.signet.client.testing.Race;
import dev.signet.client.testing.RotatingAgent;
import dev.signet.client.testing.RotatingAgent.Death;
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
   * @param rotate what the server is asked for
   * @param event what its audit trail says of it
   */
  RotationTests(SignetServer server, String rotate, String event) {
    this.server = server;
    this.rotate = rotate;
    this.event = event;
  }

  /** An agent of this kind. */
  abstract TestAgent makesAgent();

  /** What an operator gives an agent that has lost its own. */
  abstract Credential.Shared gives(TestAgent agent);

  @Test
  void a_rotated_secret_replaces_the_old_one_in_the_store_and_at_the_server() {
    var agent = makesAgent();
    var store = store(agent);
    var client = client(store);
    var token = client.token();

    var kept = client.rotate();

    assertThat(store.read()).contains(kept);
    assertThat(kept.pending()).isEmpty();
    assertThat(kept.credential().clientId()).isEqualTo(agent.credential().clientId());
    assertThat(kept.toString()).contains("***").doesNotContain("cs_", "sk_live_");
    assertThat(opens(kept.credential())).isTrue();
    assertThat(opens(agent.credential())).isFalse();
    assertThat(events("auth.failed", agent)).isEqualTo(1);
    // What was issued lives on.
    assertThat(client.token()).isEqualTo(token);
    assertThat(client.introspect(token.value())).containsEntry("active", true);
  }

  @Test
  void an_answer_that_is_lost_is_given_again() {
    var agent = makesAgent();
    var store = store(agent);
    server.door().next(rotate, Door.LOST_ON_THE_WAY, Door.ANSWER_LOST, Door.ANSWER_LOST);

    client(store).rotate();

    assertThat(idempotencyKeys()).hasSize(4).containsOnly(idempotencyKeys().getFirst());
    assertThat(rotationsOf(agent)).isEqualTo(1);
    assertThat(opens(kept(store).credential())).isTrue();
  }

  @Test
  void a_rotation_that_nobody_heard_of_again_is_ended_by_the_next_program() {
    var agent = makesAgent();
    var store = store(agent);
    server.door().next(rotate, lost(5));

    assertThatThrownBy(client(store)::rotate).isInstanceOf(UnreachableException.class);
    var pending = kept(store);
    assertThat(pending.credential()).isEqualTo(agent.credential());
    assertThat(pending.pending()).isPresent();
    assertThat(pending.toString()).contains("***").doesNotContain("cs_", "sk_live_", "eyJ");

    assertThat(client(store).token().scopes()).containsExactly("parcels:read");
    assertThat(idempotencyKeys()).hasSize(6).containsOnly(idempotencyKeys().getFirst());
    assertThat(kept(store).pending()).isEmpty();
    assertThat(opens(kept(store).credential())).isTrue();
    assertThat(rotationsOf(agent)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void a_program_that_dies_leaves_a_rotation_that_can_be_ended(Death death) throws Exception {
    var agent = makesAgent();
    var store = store(agent);

    try (var program = RotatingAgent.start(server.issuer(), file(), death)) {
      assertThat(program.exitCode()).isEqualTo(137);
    }

    assertThat(client(store).token().isBound()).isFalse();
    assertThat(kept(store).pending()).isEmpty();
    assertThat(opens(kept(store).credential())).isTrue();
    assertThat(opens(agent.credential())).isFalse();
    assertThat(rotationsOf(agent)).isEqualTo(1);
  }

  @Test
  void a_program_that_is_killed_while_its_question_is_on_the_way_loses_nothing() throws Exception {
    isKilledDuring((ask, onward) -> Optional.empty());
  }

  @Test
  void a_program_that_is_killed_while_the_answer_is_on_the_way_loses_nothing() throws Exception {
    isKilledDuring(Door.ANSWER_LOST);
  }

  private void isKilledDuring(Door.Fate fate) throws Exception {
    var agent = makesAgent();
    var store = store(agent);
    var program = new AtomicReference<Program>();
    var isStarted = new CountDownLatch(1);
    server
        .door()
        .next(
            rotate,
            (ask, onward) -> {
              fate.of(ask, onward);
              isStarted.await();
              program.get().kill();
              return Optional.empty();
            });

    try (var started = RotatingAgent.start(server.issuer(), file(), Death.NONE)) {
      program.set(started);
      isStarted.countDown();
      assertThat(started.exitCode()).isNotZero();
    }

    assertThat(client(store).token().isBound()).isFalse();
    assertThat(kept(store).pending()).isEmpty();
    assertThat(opens(kept(store).credential())).isTrue();
    assertThat(rotationsOf(agent)).isEqualTo(1);
  }

  @Test
  void programs_that_rotate_at_once_leave_one_secret_that_is_good() throws Exception {
    var agent = makesAgent();
    var store = store(agent);

    try (var one = RotatingAgent.start(server.issuer(), file(), Death.NONE);
        var other = RotatingAgent.start(server.issuer(), file(), Death.NONE)) {
      assertThat(one.exitCode()).as(one.output()).isZero();
      assertThat(other.exitCode()).as(other.output()).isZero();
    }

    assertThat(opens(kept(store).credential())).isTrue();
    assertThat(rotationsOf(agent)).isEqualTo(2);
  }

  @Test
  void a_rotation_that_the_server_has_forgotten_says_what_to_do() {
    var agent = makesAgent();
    var store = store(agent);
    server.door().next(rotate, Door.ANSWER_LOST);
    assertThatThrownBy(impatient(store)::rotate).isInstanceOf(UnreachableException.class);
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

    store.replace(gives(agent));
    assertThat(client.token().scopes()).containsExactly("parcels:read");
  }

  @Test
  void a_hundred_callers_notice_nothing_of_a_rotation() {
    var agent = makesAgent();
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
    assertThat(opens(kept(store).credential())).isTrue();
    assertThat(events("auth.failed", agent)).isZero();
  }

  @Test
  void who_comes_with_a_secret_that_another_program_has_just_rotated_finds_the_new_one() {
    var store = store(makesAgent());
    var one = client(store);
    var other = client(store);
    server
        .door()
        .next(
            TOKEN,
            (ask, onward) -> {
              one.rotate();
              return Optional.of(onward.send(ask));
            });

    assertThat(other.token().scopes()).containsExactly("parcels:read");
  }

  @Test
  void of_several_programs_one_rotates_what_has_become_old() {
    var agent = makesAgent();
    var store = store(agent);
    var clock = new TestClock();
    var programs = List.of(clocked(store, clock), clocked(store, clock), clocked(store, clock));

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
    var agent = makesAgent();
    var store = store(agent);
    var before = kept(store);
    server.door().next(rotate, Door.says(403));

    assertThatThrownBy(client(store)::rotate)
        .isInstanceOfSatisfying(
            RefusedException.class, refused -> assertThat(refused.status()).isEqualTo(403));

    assertThat(kept(store)).isEqualTo(before);
    assertThat(client(store).token().scopes()).containsExactly("parcels:read");
    assertThat(rotationsOf(agent)).isZero();
  }

  @Test
  void a_rotation_that_has_to_wait_is_ended_later_and_keeps_nobody_from_working() {
    var agent = makesAgent();
    var store = store(agent);
    server.door().next(rotate, Door.says(429, "Retry-After: 900"));
    var client = client(store);

    assertThatThrownBy(client::rotate)
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.retryAfter()).contains(Duration.ofMinutes(15)));
    assertThat(kept(store).pending()).isPresent();

    server.door().next(rotate, Door.says(429, "Retry-After: 890"));
    assertThat(client.token().scopes()).containsExactly("parcels:read");
    assertThat(client.token(client.usual().withResources("https://x.example")).isBound()).isFalse();
    assertThat(kept(store).pending()).isPresent();
    assertThat(rotationsOf(agent)).isZero();

    client.rotate();
    assertThat(rotationsOf(agent)).isEqualTo(1);
  }

  @Test
  void a_store_that_cannot_write_begins_no_rotation() {
    var agent = makesAgent();
    var store =
        new Stores.InMemory(agent.credential()) {
          @Override
          public void write(Kept kept) {
            throw new IllegalStateException("disk full");
          }
        };

    assertThatThrownBy(client(store)::rotate).hasMessage("disk full");

    assertThat(server.door().seen(rotate)).isEmpty();
    assertThat(rotationsOf(agent)).isZero();
  }

  @Test
  void what_is_in_no_store_is_not_rotated() {
    var agent = makesAgent();
    var client = server.client().credential(agent.credential()).build();

    assertThatThrownBy(client::rotate)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("CredentialStore");
    assertThat(opens(agent.credential())).isTrue();
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
    return CredentialFile.at(file()).startingWith(agent.credential());
  }

  static Kept kept(CredentialStore store) {
    return store.read().orElseThrow();
  }

  SignetClient client(CredentialStore store) {
    return server.client().credential(store).build();
  }

  SignetClient impatient(CredentialStore store) {
    return server.client().credential(store).patience(Duration.ZERO).build();
  }

  private SignetClient clocked(CredentialStore store, TestClock clock) {
    return server.client().credential(store).clock(clock).build();
  }

  boolean opens(Credential credential) {
    try {
      return server.client().credential(credential).build().token().value() != null;
    } catch (RefusedException e) {
      assertThat(e.error()).isEqualTo("invalid_client");
      return false;
    }
  }

  /** As if its token had ended, and the rotation gone by this name. */
  static void withAnotherPending(CredentialStore store, String idempotencyKey) {
    var kept = kept(store);
    var pending = kept.pending().orElseThrow();
    store.write(
        kept.with(
            new Pending(idempotencyKey, pending.startedAt(), Optional.of(Secret.of("ended")))));
  }

  private static Door.Fate[] lost(int times) {
    var fates = new Door.Fate[times];
    Arrays.fill(fates, Door.ANSWER_LOST);
    return fates;
  }

  private List<String> idempotencyKeys() {
    return server.door().seen(rotate).stream()
        .map(ask -> ask.header("Idempotency-Key").orElseThrow())
        .toList();
  }

  int rotationsOf(TestAgent agent) {
    return events(event + "&outcome=success", agent);
  }

  int events(String action, TestAgent agent) {
    var path = "/api/v1/audit?limit=100&action=" + action + "&agentId=" + agent.id();
    return server.operator("GET", path, Map.of()).list("data").size();
  }
}
