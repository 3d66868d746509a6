package dev.signet.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.client.Credential.ApiKey;
import dev.signet.client.Credential.ClientSecret;
import dev.signet.client.StoredCredential.PendingRotation;
import dev.signet.client.testing.JavaProcess;
import dev.signet.client.testing.Race;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A credential in a file. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class CredentialFileTest {
  private static final Instant NOW = Instant.parse("2026-03-28T09:00:00.123Z");
  private static final ClientSecret SECRET = new ClientSecret("cid_1", "cs_old");
  private static final ApiKey KEY = new ApiKey("019d33ab", "sk_live_1", "sk_live_2");

  @TempDir private Path folder;

  @Test
  void a_written_credential_is_read_back() {
    var store = CredentialFile.at(path());
    var pending = new PendingRotation("once", NOW, Optional.of(Secret.of("eyJ.x.y")));

    for (var credential :
        new Credential.SharedSecret[] {SECRET, KEY, new ApiKey("019d33ab", "sk_live_1")}) {
      for (var rotation :
          new PendingRotation[] {pending, new PendingRotation("twice", NOW, Optional.empty())}) {
        var kept = StoredCredential.of(credential, NOW).withPending(rotation);
        store.write(kept);
        assertThat(store.read()).contains(kept);
        store.write(kept.withoutPending());
        assertThat(store.read()).contains(kept.withoutPending());
      }
    }
  }

  @Test
  void only_the_owner_can_read_it() throws IOException {
    CredentialFile.at(folder.resolve("new/agent.json")).initializeWith(SECRET);

    try (var files = Files.list(folder.resolve("new"))) {
      assertThat(files)
          .hasSize(2)
          .allSatisfy(file ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                  .isEqualTo("rw-------"));
    }
  }

  @Test
  void a_file_that_others_can_read_is_not_taken() throws IOException {
    var store = CredentialFile.at(path()).initializeWith(SECRET);
    Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(store::read)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("chmod 600")
        .hasMessageNotContaining("cs_old");
  }

  @Test
  void a_file_with_something_else_is_not_taken_and_not_quoted() throws IOException {
    for (var text :
        new String[] {
          "",
          "cs_old",
          "{\"version\":2,\"clientSecret\":\"cs_old\"}",
          "{\"version\":1}",
          "{\"version\":1,\"clientId\":\"x\",\"clientSecret\":\"cs_old\",\"since\":\"cs_old\"}"
        }) {
      Files.writeString(path(), text);
      Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-------"));

      assertThatThrownBy(CredentialFile.at(path())::read)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("agent.json does not contain a credential")
          .hasStackTraceContaining("agent.json")
          .satisfies(e -> assertThat(trace(e)).doesNotContain("cs_old"));
    }
  }

  private static String trace(Throwable failure) {
    var text = new StringBuilder();
    for (Throwable each = failure; each != null; each = each.getCause()) {
      text.append(each);
    }
    return text.toString();
  }

  @Test
  void the_deployed_credential_is_stored_once() {
    var store = CredentialFile.at(path());
    store.initializeWith(SECRET);
    store.replace(new ClientSecret("cid_1", "cs_rotated"));

    store.initializeWith(SECRET);

    assertThat(store.read().orElseThrow().credential())
        .isEqualTo(new ClientSecret("cid_1", "cs_rotated"));
  }

  @Test
  void a_leftover_of_a_crashed_write_is_harmless() throws IOException {
    var store = CredentialFile.at(path()).initializeWith(SECRET);
    Files.writeString(folder.resolve(".agent.json.next"), "{\"half");

    assertThat(store.read().orElseThrow().credential()).isEqualTo(SECRET);
    store.replace(KEY);

    assertThat(store.read().orElseThrow().credential()).isEqualTo(KEY);
    assertThat(folder.resolve(".agent.json.next")).doesNotExist();
  }

  @Test
  void a_link_leads_to_the_file_and_stays_a_link() throws IOException {
    CredentialFile.at(path()).initializeWith(SECRET);
    var link = Files.createSymbolicLink(folder.resolve("link.json"), path());

    CredentialFile.at(link).replace(KEY);

    assertThat(link).isSymbolicLink();
    assertThat(CredentialFile.at(path()).read().orElseThrow().credential()).isEqualTo(KEY);
  }

  @Test
  void one_thread_at_a_time_holds_the_lock_and_may_reenter() {
    var inside = new AtomicInteger();

    var most =
        Race.of(
            16,
            () -> {
              // Each has a store of its own, as different parts of a program might.
              var store = CredentialFile.at(path());
              return store.runExclusively(() ->
                  store.runExclusively(() -> {
                    var now = inside.incrementAndGet();
                    LockSupport.parkNanos(1_000);
                    inside.decrementAndGet();
                    return now;
                  }));
            });

    assertThat(most).containsOnly(1);
  }

  @Test
  void one_process_at_a_time_holds_the_lock() throws Exception {
    var counter = folder.resolve("counter");
    Files.writeString(counter, "0");
    try (var one =
            JavaProcess.start(IncrementCounter.class, path().toString(), counter.toString());
        var other =
            JavaProcess.start(IncrementCounter.class, path().toString(), counter.toString())) {
      assertThat(one.exitCode()).as(one.output()).isZero();
      assertThat(other.exitCode()).as(other.output()).isZero();
    }

    assertThat(Files.readString(counter)).isEqualTo("400");
  }

  /** Counts in a file, which goes wrong when another one does so at the same time. */
  static final class IncrementCounter {
    private IncrementCounter() {}

    public static void main(String[] args) {
      var store = CredentialFile.at(Path.of(args[0]));
      for (var i = 0; i < 200; i++) {
        store.runExclusively(() -> count(Path.of(args[1])));
      }
    }

    private static int count(Path counter) {
      try {
        var next = Integer.parseInt(Files.readString(counter)) + 1;
        Files.writeString(counter, Integer.toString(next));
        return next;
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private Path path() {
    return folder.resolve("agent.json");
  }
}
