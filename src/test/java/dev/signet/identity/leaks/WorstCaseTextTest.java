package dev.signet.identity.leaks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.ChecksumCollisions;
import dev.signet.base.secrets.SecretGenerator;
import dev.signet.base.secrets.SecretKind;
import dev.signet.testing.Allocation;
import dev.signet.testing.TestServer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The most expensive texts: the work that an anonymous report can cause is bounded by the size of
/// the report.
@DisplayNameGeneration(ReplaceUnderscores.class)
class WorstCaseTextTest {
  /// Bytes allocated per byte of text, whether or not freed immediately.
  private static final int MOST_PER_BYTE = 32;

  private static final SecretGenerator SECRETS = new SecretGenerator(new SecureRandom());

  @RegisterExtension static final TestServer server = new TestServer();

  private static void scan(String text) {
    try {
      assertThat(LeakRoutes.secretsIn(text)).isNotNull();
    } catch (Refused tooMany) {
      assertThat(tooMany).hasMessageContaining("more than 100 strings");
    }
  }

  private static double perByte(String text) {
    return (double) Allocation.of(() -> scan(text)) / text.getBytes(UTF_8).length;
  }

  @Test
  void the_most_expensive_text_found_stays_within_the_memory_bound() {
    var seed = new SecureRandom().nextLong();
    System.out.println("WorstTextsTest seed " + seed);
    var random = new Random(seed);
    var worst = List.of("");
    var most = 0.0;
    for (var round = 0; round < 600; round++) {
      var pieces = changed(worst, random);
      var text = repeated(pieces, 20_000);
      var cost = perByte(text);
      if (cost > most) {
        most = cost;
        worst = pieces;
      }
    }
    System.out.println("WorstTextsTest worst: " + most + " bytes a byte");
    var text = repeated(worst, 1_000_000);

    assertThat(most).as("seed %d", seed).isLessThan(MOST_PER_BYTE);
    assertThat(perByte(text)).as("seed %d, 1 MB", seed).isLessThan(MOST_PER_BYTE);
    Assertions.assertTimeout(Duration.ofSeconds(2), () -> scan(text), "seed " + seed);
  }

  private static String repeated(List<String> pieces, int length) {
    var once = String.join("", pieces);
    var text = once.isEmpty() ? "x".repeat(length) : once.repeat(1 + length / once.length());
    return text.substring(0, length);
  }

  private static List<String> changed(List<String> pieces, Random random) {
    var changed = new ArrayList<>(pieces);
    for (var i = 1 + random.nextInt(3); i > 0; i--) {
      var at = random.nextInt(changed.size() + 1);
      if (random.nextBoolean() && at < changed.size()) {
        changed.remove(at);
      } else {
        changed.add(at, piece(random));
      }
    }
    return changed;
  }

  private static String piece(Random random) {
    var kinds = SecretKind.values();
    return switch (random.nextInt(12)) {
      case 0 -> ChecksumCollisions.at(7);
      case 1 -> ChecksumCollisions.after("rt_" + (char) ('a' + random.nextInt(26)), 7);
      case 2 -> ChecksumCollisions.at(random.nextInt(3_000));
      case 3 -> ChecksumCollisions.at(16_000);
      case 4 -> wide(ChecksumCollisions.at(random.nextInt(300)));
      case 5 -> kinds[random.nextInt(kinds.length)].prefix();
      case 6 -> randomSecret(kinds, random);
      case 7 -> token(random.nextInt(1_000));
      case 8 -> "eyJ".repeat(random.nextInt(300)) + "9.";
      case 9 -> ".eyJ9";
      case 10 -> "x".repeat(random.nextInt(100));
      default -> "é\n_.";
    };
  }

  private static String randomSecret(SecretKind[] kinds, Random random) {
    var kind = kinds[random.nextInt(kinds.length)];
    return kind == SecretKind.REFRESH_TOKEN
        ? ChecksumCollisions.at(40)
        : SECRETS.generate(kind).reveal();
  }

  private static String wide(String text) {
    return new String(text.getBytes(UTF_16LE), ISO_8859_1);
  }

  private static String token(int length) {
    return coded("{\"typ\":\"at+jwt\"}")
        + "."
        + coded("{\"a\":\"" + "x".repeat(length) + "\"}")
        + ".x ";
  }

  private static String coded(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  @Test
  void a_report_with_a_matching_checksum_everywhere_is_answered_quickly() {
    var attack =
        IntStream.range(0, 40)
            .mapToObj(i -> ChecksumCollisions.after("rt_" + (char) ('A' + i % 26) + i, 16_370))
            .reduce("", (one, two) -> one + " " + two);
    assertThat(attack).hasSizeGreaterThan(650_000);

    var answer =
        Assertions.assertTimeout(
            Duration.ofSeconds(5),
            () -> server.unauthenticated().post("/api/v1/leaks", "text", attack));

    assertThat(answer.status()).isEqualTo(202);
    assertThat(server.unauthenticated().get("/health/live").status()).isEqualTo(200);
  }

  @Test
  void more_than_a_hundred_secrets_in_one_report_are_refused_and_none_is_revoked() {
    var agent = server.registerAgent("courier", "read");
    var runs =
        IntStream.range(0, 100)
            .mapToObj(i -> ChecksumCollisions.after("rt_" + i + "x", 7))
            .reduce("", (one, two) -> one + " " + two);

    var answer =
        server.unauthenticated().post("/api/v1/leaks", "text", agent.secret() + " " + runs);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("detail")).contains("more than 100");
    assertThat(agent.requestToken().status()).isEqualTo(200);
  }
}
