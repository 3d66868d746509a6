package dev.signet.identity.credentials;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.base.callers.Authorization;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.Secret;
import dev.signet.identity.credentials.ClientAuthentication.PresentedCredentials;
import dev.signet.testing.WithoutDatabase;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class ClientClaimTest {
  private static final PresentedCredentials NOTHING = presented(Optional.empty(), Optional.empty());

  private static PresentedCredentials presented(
      Optional<String> clientId, Optional<String> secret) {
    return new PresentedCredentials(clientId, secret, Optional.empty(), Optional.empty());
  }

  /// [RFC 6749 §2.3.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1).
  @Test
  void the_basic_example_of_RFC_6749_2_3_1() {
    assertThat(read("czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3"))
        .isEqualTo(
            new ClientClaim.IdAndSecret(
                "s6BhdRkqt3", List.of(Secret.of("7Fjfp0ZBr1KtDRbnfVdmIw"))));
  }

  /// [RFC 7617 §2.1](https://www.rfc-editor.org/rfc/rfc7617#section-2.1).
  @Test
  void the_utf_8_example_of_RFC_7617_2_1() {
    assertThat(read("dGVzdDoxMjPCow=="))
        .isEqualTo(new ClientClaim.IdAndSecret("test", List.of(Secret.of("123£"))));
  }

  @Test
  void a_secret_is_read_form_decoded_first_and_then_literally() {
    assertThat(read(base64("id:a%2Bb+c")))
        .isEqualTo(
            new ClientClaim.IdAndSecret("id", List.of(Secret.of("a+b c"), Secret.of("a%2Bb+c"))));
    assertThat(read(base64("id:100%")))
        .isEqualTo(new ClientClaim.IdAndSecret("id", List.of(Secret.of("100%"))));
    assertThat(read(base64("id:a%0Ab")))
        .isEqualTo(new ClientClaim.IdAndSecret("id", List.of(Secret.of("a%0Ab"))));
  }

  @Test
  void any_input_is_either_parsed_or_refused() {
    var seed = System.nanoTime();
    var random = new Random(seed);
    for (var i = 0; i < 20_000; i++) {
      var header = header(random);
      var body = new PresentedCredentials(text(random), text(random), text(random), text(random));
      try {
        assertThat(ClientClaim.read(header, body)).isNotNull();
      } catch (Refused _) {
        // The only exception that may be thrown.
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + header + ' ' + body, e);
      }
    }
  }

  @Test
  void two_secrets_in_one_request_are_refused() {
    var body = presented(Optional.of("id"), Optional.of("secret"));

    assertThatThrownBy(() -> ClientClaim.read(new Authorization.Basic(base64("id:secret")), body))
        .isInstanceOf(Refused.class);
  }

  @Test
  void secrets_are_never_printed() {
    var body = presented(Optional.of("id"), Optional.of("hunter2"));

    assertThat(body.toString()).doesNotContain("hunter2");
    assertThat(ClientClaim.read(new Authorization.None(), body).toString())
        .doesNotContain("hunter2");
  }

  private static ClientClaim read(String encoded) {
    return ClientClaim.read(new Authorization.Basic(encoded), NOTHING);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private static Authorization header(Random random) {
    var bytes = new byte[random.nextInt(64)];
    random.nextBytes(bytes);
    return switch (random.nextInt(5)) {
      case 0 -> new Authorization.None();
      case 1 -> new Authorization.Unusable();
      case 2 -> new Authorization.Basic(Base64.getEncoder().encodeToString(bytes));
      case 3 ->
          new Authorization.Basic(base64(text(random).orElse("") + ":" + text(random).orElse("")));
      default -> new Authorization.Basic(text(random).orElse(""));
    };
  }

  private static Optional<String> text(Random random) {
    var text = new StringBuilder();
    for (var i = random.nextInt(20); i > 0; i--) {
      text.append(
          switch (random.nextInt(4)) {
            case 0 -> (char) random.nextInt(0x10000);
            case 1 -> "%+:&= \0".charAt(random.nextInt(7));
            default -> (char) (' ' + random.nextInt(95));
          });
    }
    return random.nextBoolean() ? Optional.of(text.toString()) : Optional.empty();
  }
}
