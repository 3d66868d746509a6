package dev.signet.web.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.signet.base.callers.Caller;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.secrets.SecretKind;
import dev.signet.testing.TestServer;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// For every body of an unauthenticated caller, the memory to answer it is proportional to its
/// length. The worst body is searched for at random; a failure names its seed, and
/// `-Dsignet.test.seed=…` repeats it.
@DisplayNameGeneration(ReplaceUnderscores.class)
class WorstBodyTest {
  /// The maximum length of a body at the OAuth endpoints.
  private static final int LENGTH = Router.MAX_OAUTH_BODY;

  /// The limit of allocated bytes for each byte of a body, including garbage.
  private static final int MOST = 32;

  private static final int ROUNDS = 150;
  private static final long SEED = Long.getLong("signet.test.seed", System.nanoTime());

  private static final ThreadMXBean METER = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /// The repeated parts of a body; `#` is replaced by a new number each time.
  private static final List<String> PIECES =
      List.of(
          "{}",
          "[]",
          "0",
          "\"\"",
          "null",
          "1e5",
          "\"a#\":0",
          "\"a#\":{}",
          "\"\\u00e9#\":[]",
          "\"\\u0000\"",
          "\"\\\\\"",
          "a#=&",
          "a=b&",
          "%41",
          "+",
          "scope=a#+",
          "a#",
          "é",
          "\n",
          "resource=https%3A%2F%2Fa#.example&",
          "[[[[",
          "{\"a\":",
          "-",
          "=",
          "rt_0",
          "sk_live_#",
          "cs_#",
          "eyJ.",
          "eyJhbGciOiJub25lIn0.e30.",
          "\"",
          "\\");

  /// The beginnings of our secrets, each of which a scan for secrets looks at.
  private static final List<String> SECRET_PREFIXES =
      Arrays.stream(SecretKind.values()).map(SecretKind::prefix).distinct().toList();

  private static final List<String> STARTS =
      List.of(
          "",
          "{\"text\":\"",
          "{\"value\":\"",
          "[",
          "{",
          "{\"scope\":[",
          "{\"a\":[",
          "{\"a\":{",
          "{\"token\":\"",
          "token=",
          "grant_type=client_credentials&client_id=x&client_secret=",
          "grant_type=refresh_token&refresh_token=rt_",
          "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
              + "&client_assertion=eyJhbGciOiJFUzI1NiJ9.");

  private static final String BASE62 =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private static final List<String> ENDS = List.of("", "\"}", "]", "}", "]}", "}}");
  private static final List<String> JOINS = List.of("", "", ",", "&", " ");
  private static final List<String> TYPES =
      List.of("application/json", "application/x-www-form-urlencoded");

  @RegisterExtension
  static final TestServer server = new TestServer().with("registration-apps", "open");

  static Stream<OpenRoute> anonymous() {
    System.out.println("seed " + SEED);
    return server.internals().router().routes().stream()
        .filter(route -> !route.method().equals("GET"))
        .filter(route ->
            switch (route.access()) {
              case Access.Open _,
                  Access.Client _,
                  Access.ClientOrBearer _,
                  Access.ApiKey _,
                  Access.BySetting _ ->
                  true;
              default -> false;
            })
        .map(OpenRoute::new);
  }

  record OpenRoute(Route route) {
    @Override
    public String toString() {
      return route.method() + " " + route.pattern();
    }
  }

  /// A way to make a body.
  private record Shape(String type, String start, String piece, String join, String end) {
    static Shape random(Random random) {
      return random.nextInt(12) == 0
          ? new Shape(TYPES.getFirst(), "{\"text\":\"", checksums(), "", "\"}")
          : new Shape(
              pick(TYPES, random),
              pick(STARTS, random),
              anyPiece(random) + (random.nextInt(3) == 0 ? anyPiece(random) : ""),
              pick(JOINS, random),
              pick(ENDS, random));
    }

    byte[] body() {
      var text = new StringBuilder(start);
      for (var i = 0; text.length() < LENGTH - 40; i++) {
        text.append(text.length() == start.length() ? "" : join)
            .append(piece.replace("#", Integer.toString(i)));
      }
      text.append(end);
      var bytes = text.toString().getBytes(UTF_8);
      return bytes.length <= LENGTH ? bytes : Arrays.copyOf(bytes, LENGTH);
    }
  }

  private static String anyPiece(Random random) {
    return random.nextInt(5) == 0 ? pick(SECRET_PREFIXES, random) : pick(PIECES, random);
  }

  private static <T> T pick(List<T> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }

  /// A text that is a secret by its checksum at every sixth character.
  private static String checksums() {
    var text = new StringBuilder("rt_0");
    while (text.length() < 16_000) {
      var crc = new CRC32();
      crc.update(text.toString().getBytes(UTF_8));
      var rest = crc.getValue();
      var digits = new StringBuilder();
      for (var i = 0; i < 6; i++, rest /= 62) {
        digits.append(BASE62.charAt((int) (rest % 62)));
      }
      text.append(digits.reverse());
    }
    return text.append(' ').toString();
  }

  private static long allocated(Route route, Shape shape) {
    var body = shape.body();
    var headers = Map.of("content-type", List.of(shape.type()));
    var request =
        new Request(
            route.method(),
            route.pattern(),
            "",
            name -> headers.getOrDefault(name, List.of()),
            body,
            new RequestContext(new Caller.Unauthenticated(), "192.0.2.1", "", "test"));
    var before = METER.getCurrentThreadAllocatedBytes();
    var pipeline = server.internals().pipeline();
    var response = pipeline.handle(request, pipeline.locate(request.method(), request.path()));
    var after = METER.getCurrentThreadAllocatedBytes();
    assertThat(response.status()).as("seed " + SEED + ": " + shape).isLessThan(500);
    return after - before;
  }

  static Stream<String> beginningsOfSecrets() {
    return SECRET_PREFIXES.stream()
        .flatMap(prefix -> Stream.of("", "0", "A".repeat(42), "A".repeat(48)).map(prefix::concat));
  }

  @ParameterizedTest
  @MethodSource("beginningsOfSecrets")
  void a_body_of_nothing_but_beginnings_of_secrets_takes_no_more_than_others(String beginning) {
    var leaks =
        server.internals().router().routes().stream()
            .filter(route -> route.pattern().endsWith("/leaks"))
            .findFirst()
            .orElseThrow();
    var shape = new Shape(TYPES.getFirst(), "{\"text\":\"", beginning, "", "\"}");
    allocated(leaks, shape);

    assertThat(allocated(leaks, shape)).isLessThan((long) MOST * LENGTH);
  }

  @ParameterizedTest
  @MethodSource("anonymous")
  void no_body_takes_more_than_its_length_many_times_over(OpenRoute named) {
    var random = new Random(SEED ^ named.toString().hashCode());
    var worst = 0L;
    var shape = Shape.random(random);
    for (var round = 0; round < ROUNDS; round++) {
      var next = Shape.random(random);
      var bytes = allocated(named.route(), next);
      if (bytes > worst) {
        worst = bytes;
        shape = next;
      }
    }
    System.out.println(named + ": " + worst / LENGTH + " times, with " + shape);
    assertThat(worst).as("seed " + SEED + ": " + shape).isLessThan((long) MOST * LENGTH);
  }
}
