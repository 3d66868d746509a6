package dev.signet.web.http;

import static dev.signet.testing.RefusalAssertions.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.text.SingleLine;
import dev.signet.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Names contain only visible characters, and none that changes the direction of the text around
/// it.
@DisplayNameGeneration(ReplaceUnderscores.class)
class SingleLineTest {
  @RegisterExtension static final TestServer server = new TestServer();

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x00, 0x0A, 0x7F, 0x85, 0xAD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0x2028, 0x2029,
        0x202A, 0x202E, 0x2060, 0x2066, 0x2069, 0xFEFF, 0xE0041
      })
  void a_character_that_is_not_visible_is_refused(int codePoint) {
    var name = "pay" + Character.toString(codePoint) + "roll";

    for (var path : List.of("agents", "invites", "organizations")) {
      var refused = server.operator().post("/api/v1/" + path, "name", name);
      isProblem(refused, 400, "invalid_request");
      assertThat(refused.body()).as(path).contains("characters that do not show");
    }
    var key =
        server
            .operator()
            .post("/api/v1/operator-keys", "name", name, "scopes", List.of("agents:read"));
    isProblem(key, 400, "invalid_request");
    assertThat(key.json("errors/0/field")).isEqualTo("name");
  }

  @Test
  void a_joiner_stands_between_two_others_and_nowhere_else() {
    for (var good :
        List.of("👩\u200d🔧", "❤\ufe0f\u200d🔥", "می\u200cخواهم", "קוריר", "Kurier é")) {
      assertThat(SingleLine.isValid(good)).as(good).isTrue();
      assertThat(server.operator().post("/api/v1/agents", "name", good).status()).isEqualTo(201);
    }
    for (var bad :
        List.of("\u200d", "a\u200d", "\u200da", "a\u200d\u200cb", "a \u200db", "\ud83d")) {
      assertThat(SingleLine.isValid(bad)).as(bad).isFalse();
    }
  }
}
