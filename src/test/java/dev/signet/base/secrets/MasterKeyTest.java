package dev.signet.base.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.signet.testing.WithoutDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class MasterKeyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;

  private final byte[] bytes = new byte[32];

  @Test
  void is_made_when_the_file_is_missing_for_its_owner_alone() throws IOException {
    var file = folder.resolve("master.key");

    var made = MasterKey.loadOrCreate(file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file)).hasSize(44).endsWith("\n");
    assertThat(MasterKey.loadOrCreate(file)).isEqualTo(made);
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void made_by_many_at_once_is_one_key() throws Exception {
    var file = folder.resolve("master.key");
    var start = new CountDownLatch(1);
    var found = new HashSet<MasterKey>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var racers =
          IntStream.range(0, 16)
              .mapToObj(_ ->
                  threads.submit(
                      (Callable<MasterKey>)
                          () -> {
                            start.await();
                            return MasterKey.loadOrCreate(file);
                          }))
              .toList();
      start.countDown();
      for (var racer : racers) {
        found.add(racer.get());
      }
    }
    assertThat(found).hasSize(1);
  }

  @Test
  void a_file_that_every_user_can_read_is_refused_with_advice() throws IOException {
    var file = folder.resolve("master.key");
    MasterKey.loadOrCreate(file);
    for (var mode : new String[] {"rw-r--r--", "rw----r--", "rw-----w-", "rw-rw-rw-"}) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

      assertThatExceptionOfType(BadMasterKey.class)
          .isThrownBy(() -> MasterKey.loadOrCreate(file))
          .withMessageContaining("master.key")
          .withMessageContaining("chmod 600");
    }
  }

  /// A Secret volume (mode 0440, owned by root) and the files of a volume with an `fsGroup`.
  @Test
  void a_file_that_the_group_shares_is_taken() throws IOException {
    var file = folder.resolve("master.key");
    var made = MasterKey.loadOrCreate(file);
    for (var mode : new String[] {"r--------", "r--r-----", "rw-rw----"}) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

      assertThat(MasterKey.loadOrCreate(file)).as(mode).isEqualTo(made);
    }
  }

  @Test
  void a_file_that_should_be_there_is_not_made() {
    assertThatExceptionOfType(BadMasterKey.class)
        .isThrownBy(() -> MasterKey.load(folder.resolve("master.key")))
        .withMessageContaining("no such file");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void a_file_with_something_else_in_it_is_refused() throws IOException {
    for (var content :
        new String[] {"", "short", "!".repeat(43), "A".repeat(44), "A".repeat(5000)}) {
      var file = folder.resolve("other" + content.length() + content.hashCode());
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, content);

      assertThatExceptionOfType(BadMasterKey.class).isThrownBy(() -> MasterKey.loadOrCreate(file));
    }
  }

  @Test
  void a_file_that_cannot_be_made_is_refused() {
    assertThatExceptionOfType(BadMasterKey.class)
        .isThrownBy(() -> MasterKey.loadOrCreate(folder.resolve("missing/master.key")));
  }

  @Test
  void is_read_from_base64url_padded_or_not() {
    var text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);

    assertThat(MasterKey.parse(text)).isEqualTo(MasterKey.of(bytes));
    assertThat(MasterKey.parse(" " + text + "=\n")).isEqualTo(MasterKey.of(bytes));
    assertThatExceptionOfType(BadMasterKey.class)
        .isThrownBy(() -> MasterKey.parse(text.substring(2)))
        .withMessageContaining("32 bytes");
    assertThatExceptionOfType(BadMasterKey.class)
        .isThrownBy(() -> MasterKey.parse("correct horse battery staple"))
        .withMessageNotContaining("horse");
  }

  @Test
  void is_read_from_standard_base64_and_from_hexadecimal_digits() {
    Arrays.fill(bytes, (byte) 0xfb);
    bytes[31] = (byte) 0xff;
    var text = Base64.getEncoder().encodeToString(bytes);

    assertThat(text).contains("+", "/");
    assertThat(MasterKey.parse(text + "\n")).isEqualTo(MasterKey.of(bytes));
    assertThat(MasterKey.parse(text.replace("=", ""))).isEqualTo(MasterKey.of(bytes));
    var hex = HexFormat.of().formatHex(bytes);
    assertThat(MasterKey.parse(hex + "\n")).isEqualTo(MasterKey.of(bytes));
    assertThat(MasterKey.parse(hex.toUpperCase(Locale.ROOT))).isEqualTo(MasterKey.of(bytes));
    assertThatExceptionOfType(BadMasterKey.class)
        .isThrownBy(() -> MasterKey.parse(hex.substring(2)))
        .withMessageNotContaining(hex.substring(2));
  }

  @Test
  void is_read_from_the_output_of_a_command() {
    var text = Base64.getUrlEncoder().encodeToString(bytes);

    assertThat(MasterKey.fromCommand("echo " + text, PATIENCE)).isEqualTo(MasterKey.of(bytes));
    assertThatExceptionOfType(BadMasterKey.class)
        .isThrownBy(() -> MasterKey.fromCommand("echo " + text + "; exit 3", PATIENCE))
        .withMessageContaining("exited with 3");
    assertThatExceptionOfType(BadMasterKey.class)
        .isThrownBy(() -> MasterKey.fromCommand("true", PATIENCE));
  }

  @Test
  void a_command_that_hangs_is_ended() {
    assertThatExceptionOfType(BadMasterKey.class)
        .isThrownBy(() -> MasterKey.fromCommand("sleep 600", Duration.ofMillis(50)))
        .withMessageContaining("longer than");
    assertThatExceptionOfType(BadMasterKey.class)
        .isThrownBy(() -> MasterKey.fromCommand("sleep 2 2>&- & exit 0", Duration.ofMillis(50)));
  }

  @Test
  void each_purpose_has_its_own_key() {
    var master = MasterKey.of(bytes);

    assertThat(master.derive("one", "AES").getEncoded())
        .hasSize(32)
        .isEqualTo(MasterKey.of(bytes).derive("one", "AES").getEncoded())
        .isNotEqualTo(master.derive("two", "AES").getEncoded());
  }

  @Test
  void the_check_value_tells_keys_apart_and_stays() {
    var other = bytes.clone();
    other[31] = 1;

    // Stored in databases: a change here would lock every server out of its own data.
    assertThat(MasterKey.of(bytes).checkValue())
        .isEqualTo("f582xJOwQBRWdGZQZFBnUMzSdcZlJqCvjS7YpFJVvSQ")
        .isNotEqualTo(MasterKey.of(other).checkValue());
  }

  @Test
  void is_not_printed() {
    assertThat(MasterKey.of(bytes)).hasToString("***");
  }

  @Test
  void rfc_5869_a_1_basic_test_case_with_sha_256() throws Exception {
    var hex = HexFormat.of();

    var okm =
        KDF.getInstance("HKDF-SHA256")
            .deriveData(
                HKDFParameterSpec.ofExtract()
                    .addIKM(hex.parseHex("0b".repeat(22)))
                    .addSalt(hex.parseHex("000102030405060708090a0b0c"))
                    .thenExpand(hex.parseHex("f0f1f2f3f4f5f6f7f8f9"), 42));

    assertThat(hex.formatHex(okm))
        .isEqualTo(
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  }
}
