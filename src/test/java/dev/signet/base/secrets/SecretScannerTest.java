package dev.signet.base.secrets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.secrets.SecretScanner.SecretMatch;
import dev.signet.testing.WithoutDatabase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class SecretScannerTest {
  private static final SecretGenerator SECRETS = new SecretGenerator(new SecureRandom());

  /// Where a secret was found, and which.
  private record Seen(long offset, long line, String text) {}

  private record Found(SecretMatch find, Secret secret) {
    Seen seen() {
      return new Seen(find.offset(), find.line(), secret.reveal());
    }

    String masked() {
      return find.mask(secret);
    }
  }

  private static String secret(SecretKind kind) {
    return SecretFormat.isSealed(kind) ? sealed(kind, 130) : SECRETS.generate(kind).reveal();
  }

  private static String sealed(int bytes) {
    return sealed(SecretKind.REFRESH_TOKEN, bytes);
  }

  private static String sealed(SecretKind kind, int bytes) {
    var body = new byte[bytes];
    new Random(bytes).nextBytes(body);
    return SecretFormat.wrap(kind, body).reveal();
  }

  private static String coded(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  private static String token(String header, String payload) {
    return coded(header) + "." + coded(payload) + "." + coded("signature ~~~ ??? of anything");
  }

  private static String accessToken() {
    return token("{\"typ\":\"at+jwt\",\"alg\":\"ES256\",\"kid\":\"k1\"}", "{\"sub\":\"x\"}");
  }

  static Stream<String> oneOfEach() {
    return Stream.concat(
        Stream.of(SecretKind.values()).map(SecretScannerTest::secret), Stream.of(accessToken()));
  }

  private static List<Found> found(String text) {
    var found = new ArrayList<Found>();
    SecretScanner.scanText(text, (find, secret) -> found.add(new Found(find, secret.get())));
    return found;
  }

  private static List<Seen> in(String text) {
    return found(text).stream().map(Found::seen).toList();
  }

  private static List<Seen> scanned(SecretScanner scan, InputStream in) {
    var found = new ArrayList<Seen>();
    try {
      scan.scan(in, (find, secret) -> found.add(new Found(find, secret.get()).seen()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  @ParameterizedTest
  @EnumSource
  void a_secret_of_every_kind_is_found(SecretKind kind) {
    var secret = secret(kind);

    var found = found(secret);

    assertThat(found).hasSize(1);
    assertThat(found.getFirst().find().kinds()).contains(kind);
    assertThat(found.getFirst().secret().reveal()).isEqualTo(secret);
    assertThat(found.getFirst().masked())
        .isEqualTo(secret.substring(0, kind.prefix().length() + 4) + "…");
    assertThat(found.getFirst().toString()).doesNotContain(secret);
  }

  @Test
  void kinds_of_one_prefix_look_alike() {
    assertThat(found(secret(SecretKind.OPERATOR_KEY)).getFirst().find().kinds())
        .contains(
            SecretKind.CLIENT_SECRET,
            SecretKind.OPERATOR_KEY,
            SecretKind.API_KEY,
            SecretKind.ROTATION_SECRET);
  }

  @ParameterizedTest
  @MethodSource("oneOfEach")
  void a_secret_is_found_whatever_is_glued_to_it(String secret) {
    for (var around :
        List.of(
            "%s",
            "\"%s\"",
            "'%s'",
            "\n%s\n",
            "\r\n%s\r\n",
            "\t%s\t",
            "{\"client_secret\":\"%s\",\"b\":1}",
            "{\"log\":\"line\\n%s\\nmore\"}",
            "\\u0022%s\\u0022",
            "secret: %s # rotate me\n",
            "- %s\n- other",
            "SIGNET_SECRET=%s\n",
            "export KEY='%s';",
            "https://example.com/cb?code=1&secret=%s&x=y#z",
            "Authorization: Bearer %s\r\n",
            "Authorization%%3A%%20Bearer%%20%s%%0A",
            "<key>%s</key>",
            "é%sé",
            "🙂%s🙂",
            "\0%s\0",
            "%s,%s",
            "sk_live_%s",
            "cs_%s",
            "rt_%s",
            "eyJ%s",
            "a_%s",
            "_%s",
            "prefix%s",
            "[31m%s[0m")) {
      var text = around.replace("%s", secret).replace("%%", "%");

      var found = in(text);

      var times = around.split("%s", -1).length - 1;
      assertThat(found).as(around).hasSize(times).allMatch(seen -> seen.text().equals(secret));
      assertThat(found.getFirst().offset())
          .isEqualTo(text.substring(0, text.indexOf(secret)).getBytes(UTF_8).length);
    }
  }

  @ParameterizedTest
  @EnumSource
  void digits_after_a_secret_do_not_hide_it(SecretKind kind) {
    var secret = secret(kind);
    assertThat(in(secret + secret))
        .containsExactly(new Seen(0, 1, secret), new Seen(secret.length(), 1, secret));
    for (var behind : List.of("0", "abcXYZ", "x".repeat(5_000), "_", "_0", "\0")) {
      assertThat(in(secret + behind)).containsExactly(new Seen(0, 1, secret));
    }
  }

  @Test
  void a_secret_in_the_query_of_a_URL_is_found_as_it_is_encoded_there() {
    var secret = secret(SecretKind.CLIENT_SECRET);

    assertThat(in("?s=" + URLEncoder.encode(secret, UTF_8))).hasSize(1);
  }

  static List<Charset> wide() {
    return List.of(UTF_16LE, UTF_16BE);
  }

  @ParameterizedTest
  @MethodSource("wide")
  void a_secret_is_found_in_UTF_16(Charset charset) {
    for (var kind : SecretKind.values()) {
      var secret = secret(kind);
      var bytes = ("Key ü:\r\n\"" + secret + "\"\r\n").getBytes(charset);

      var found = scanned(new SecretScanner(), new ByteArrayInputStream(bytes));

      assertThat(found).hasSize(1);
      assertThat(found.getFirst().text()).isEqualTo(secret);
      assertThat(found.getFirst().line()).isEqualTo(2);
      assertThat(found.getFirst().offset()).isEqualTo(charset.equals(UTF_16LE) ? 18 : 19);
    }
  }

  @Test
  void a_wrong_character_hides_it() {
    for (var kind : SecretKind.values()) {
      var secret = secret(kind);
      for (var i = 0; i < secret.length(); i++) {
        var wrong = secret.charAt(i) == 'q' ? 'z' : 'q';
        assertThat(in(secret.substring(0, i) + wrong + secret.substring(i + 1))).isEmpty();
      }
      assertThat(in(secret.substring(1))).isEmpty();
      assertThat(in(secret.substring(0, secret.length() - 1))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "_",
        ".",
        "sk_live_",
        "rt_",
        "eyJ",
        ".eyJ",
        "eyJ.eyJ.",
        "eyJ.eyJ.x",
        "eyJ9.eyJ9.x",
        "sk_live_7f3a…",
        "docs_live_and_well"
      })
  void a_prefix_alone_is_not_found(String text) {
    assertThat(in(text)).isEmpty();
  }

  @Test
  void a_token_that_is_not_an_access_token_is_not_found() {
    assertThat(in(token("{\"typ\":\"JWT\",\"alg\":\"RS256\"}", "{\"sub\":\"x\"}"))).isEmpty();
    assertThat(in(token("{\"typ\":\"at+jwt\"}", "no object"))).isEmpty();
    assertThat(in(token("\"at+jwt\"", "{}"))).isEmpty();
    assertThat(in(coded("{\"typ\":\"at+jwt\"}") + "." + coded("{\"a\":1}"))).isEmpty();
    assertThat(in(coded("{\"typ\":\"at+jwt\"}") + "." + coded("{\"a\":1}") + ".")).isEmpty();
    assertThat(found(accessToken()).getFirst().find().kinds()).isEmpty();
    assertThat(found(accessToken()).getFirst().masked()).matches("eyJ…[\\w-]{4}");
  }

  @Test
  void a_token_is_found_at_the_end_of_a_sentence_and_between_dots() {
    var token = accessToken();

    assertThat(in("It was " + token + ".")).containsExactly(new Seen(7, 1, token));
    assertThat(in("a.b." + token)).containsExactly(new Seen(4, 1, token));
  }

  @Test
  void lines_and_offsets_are_exact() {
    var one = secret(SecretKind.CLIENT_SECRET);
    var two = secret(SecretKind.REFRESH_TOKEN);
    var three = accessToken();
    var text = "ä\n\n" + one + "\r\n" + two + two + "\n" + three + " " + one + "\n";

    assertThat(in(text))
        .containsExactly(
            new Seen(4, 3, one),
            new Seen(4 + one.length() + 2, 4, two),
            new Seen(4 + one.length() + 2 + two.length(), 4, two),
            new Seen(4 + one.length() + 3 + 2 * two.length(), 5, three),
            new Seen(4 + one.length() + 4 + 2 * two.length() + three.length(), 5, one));
  }

  @Test
  void a_text_is_masked_and_otherwise_left_alone() {
    var secret = secret(SecretKind.QUICK_CLIENT_SECRET);

    assertThat(SecretScanner.maskSecrets("https://x.test/?a=" + secret + "&b=" + secret + "é"))
        .isEqualTo(
            "https://x.test/?a=" + secret.substring(0, 7) + "…&b=" + secret.substring(0, 7) + "…é");
    assertThat(SecretScanner.maskSecrets("nothing_here")).isEqualTo("nothing_here");
  }

  @ParameterizedTest
  @MethodSource("oneOfEach")
  void a_secret_is_found_across_every_edge_of_the_read_buffer(String secret) {
    // Windows that advance by 7 bytes, so that the secret crosses an edge at each possible
    // position.
    var scan = new SecretScanner(7);
    for (var before : List.of(0, 1, 36_000, 36_881, 40_001)) {
      var text = "\n".repeat(before) + secret + "\n".repeat(50_000);

      assertThat(scanned(scan, new ByteArrayInputStream(text.getBytes(UTF_8))))
          .containsExactly(new Seen(before, before + 1L, secret));
    }
  }

  @Test
  void the_longest_secret_is_found_in_UTF_16_across_an_edge() {
    var secret = sealed(11_912);
    assertThat(secret.length()).isBetween(16_380, 16_400);
    var text = "x".repeat(30_000) + secret + "y".repeat(70_000);

    assertThat(scanned(new SecretScanner(11), new ByteArrayInputStream(text.getBytes(UTF_16LE))))
        .containsExactly(new Seen(60_000, 1, secret));
  }

  /// Hands out a few bytes at a time.
  private static InputStream dripping(byte[] bytes, Random random) {
    return new FilterInputStream(new ByteArrayInputStream(bytes)) {
      @Override
      public int read(byte[] to, int offset, int length) throws IOException {
        return super.read(to, offset, Math.min(length, 1 + random.nextInt(3_000)));
      }
    };
  }

  @Test
  void every_input_gives_the_same_matches_as_a_slow_search() {
    var seed = new SecureRandom().nextLong();
    System.out.println("SecretScanTest seed " + seed);
    var random = new Random(seed);
    for (var round = 0; round < 60; round++) {
      var bytes = randomMixture(random, 1 + random.nextInt(60));
      var expected = slowly(new String(bytes, ISO_8859_1));

      assertThat(scanned(new SecretScanner(1 + random.nextInt(500)), dripping(bytes, random)))
          .as("seed %d, round %d", seed, round)
          .containsExactlyInAnyOrderElementsOf(expected);
      assertThat(scanned(new SecretScanner(), new ByteArrayInputStream(bytes)))
          .as("seed %d, round %d, whole", seed, round)
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  private static byte[] randomMixture(Random random, int pieces) {
    var soup = new ByteArrayOutputStream();
    for (var i = 0; i < pieces; i++) {
      soup.writeBytes(piece(random).getBytes(random.nextInt(9) == 0 ? UTF_8 : ISO_8859_1));
    }
    return soup.toByteArray();
  }

  private static String piece(Random random) {
    var kinds = SecretKind.values();
    var kind = kinds[random.nextInt(kinds.length)];
    var secret = secret(kind);
    return switch (random.nextInt(14)) {
      case 0, 1, 2 -> secret;
      case 3 -> secret.substring(0, random.nextInt(secret.length()));
      case 4 -> secret.substring(random.nextInt(secret.length()));
      case 5 -> kind.prefix();
      case 6 -> sealed(1 + random.nextInt(3_000));
      case 7 -> "\n".repeat(random.nextInt(4));
      case 8 -> "\"',=:&%_.-eyJ\\".substring(random.nextInt(14));
      case 9 -> digits(random, random.nextInt(3_000));
      case 10 -> new String(noise(random), ISO_8859_1);
      case 11 -> "eyJ".repeat(random.nextInt(50)) + "." + "eyJ9.".repeat(random.nextInt(50));
      case 12 -> "\0".repeat(random.nextInt(3));
      default -> "ünï_cödé 🙂";
    };
  }

  private static String digits(Random random, int count) {
    return IntStream.range(0, count)
        .mapToObj(_ -> Character.toString(Base62.digit(random.nextInt(62))))
        .reduce("", String::concat);
  }

  private static byte[] noise(Random random) {
    var noise = new byte[random.nextInt(2_000)];
    random.nextBytes(noise);
    return noise;
  }

  /// Tries every place and every length, and takes the longest that does not overlap.
  private static List<Seen> slowly(String text) {
    var found = new ArrayList<Seen>();
    for (var prefix : Stream.of(SecretKind.values()).map(SecretKind::prefix).distinct().toList()) {
      for (var at = text.indexOf(prefix); at >= 0; at = text.indexOf(prefix, at + 1)) {
        for (var end = at + prefix.length(); end <= text.length(); end++) {
          var candidate = text.substring(at, end);
          if (Stream.of(SecretKind.values())
              .anyMatch(kind -> SecretFormat.matchesFormat(kind, candidate))) {
            var line = 1 + text.substring(0, at).chars().filter(c -> c == '\n').count();
            var start = at;
            found.removeIf(shorter -> shorter.offset() == start);
            found.add(new Seen(at, line, candidate));
          }
          if (end < text.length() && !isInBody(prefix, text.charAt(end))) {
            break;
          }
        }
      }
    }
    found.sort(Comparator.comparingLong(Seen::offset));
    return found;
  }

  private static boolean isInBody(String prefix, char c) {
    return Base62.valueOf(c) >= 0
        || (prefix.equals(SecretKind.WEBHOOK_SECRET.prefix()) && (c == '+' || c == '/'));
  }

  @Test
  void of_all_the_lengths_at_which_the_checksum_fits_the_longest_is_one_find() {
    var secret = sealed(130);
    var text = ChecksumCollisions.at(1_000);
    assertThat(text).hasSizeGreaterThan(1_000);

    assertThat(in(text)).containsExactly(new Seen(0, 1, text));
    assertThat(in(secret + "\n" + text + text)).hasSize(3);
    assertThat(in(ChecksumCollisions.at(20_000)).getFirst().text())
        .as("no sealed secret is longer")
        .hasSizeBetween(16_380, 16_400);
  }

  @Test
  void a_match_inside_a_match_is_not_found_again() {
    var token = accessToken();

    assertThat(in(token + token)).as("the next header is glued to the signature").hasSize(1);
    assertThat(in(token + " " + token)).hasSize(2);
  }

  @Test
  void the_scan_stops_when_the_handler_says_so() throws IOException {
    var text = (secret(SecretKind.API_KEY) + "\n").repeat(1_000);
    var seen = new AtomicInteger();

    assertThat(SecretScanner.scanText(text, (_, _) -> seen.incrementAndGet() < 101)).isFalse();

    assertThat(seen).hasValue(101);
    assertThat(SecretScanner.scanText(text, (_, _) -> true)).isTrue();
    var endless = new ByteArrayInputStream(text.repeat(1_000).getBytes(UTF_8));
    assertThat(new SecretScanner().scan(endless, (_, _) -> false)).isLessThan(1_000_000);
  }

  @Test
  void a_text_in_UTF_16_is_masked_as_well() {
    var secret = secret(SecretKind.API_KEY);
    var wide = "é" + new String(secret.getBytes(UTF_16LE), ISO_8859_1) + "é";

    assertThat(SecretScanner.maskSecrets(wide)).isEqualTo("é" + secret.substring(0, 12) + "…\0é");
  }

  static Stream<String> slow() {
    return Stream.of(
        "sk_live_",
        "rt_",
        "rt_a",
        "cs_".repeat(3) + "0".repeat(46),
        "eyJ",
        "eyJ.",
        ".eyJ",
        "eyJ9.eyJ9.",
        "_",
        ".",
        "_\0",
        "k\0_\0",
        "0",
        "rt_" + "0".repeat(20_000),
        ChecksumCollisions.at(7),
        ChecksumCollisions.at(16_000),
        new String(ChecksumCollisions.at(16_000).getBytes(UTF_16LE), ISO_8859_1),
        accessToken() + "\n",
        "eyJ9.",
        "eyJhIjoieH0.",
        "eyJ".repeat(600) + "9.eyJ9.",
        "eyJ" + "0".repeat(3_000) + ".eyJ" + "0".repeat(3_000));
  }

  @ParameterizedTest
  @MethodSource("slow")
  void nothing_takes_longer_than_its_length(String repeated) {
    var text = repeated.repeat(8 * 1024 * 1024 / repeated.length());

    Assertions.assertTimeout(
        Duration.ofSeconds(10), () -> SecretScanner.scanText(text, (_, _) -> true));
  }
}
