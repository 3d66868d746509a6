package dev.signet.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.json.Json;
import dev.signet.events.audit.FollowedEvent;
import dev.signet.events.catalog.EventType;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import dev.signet.webhooks.MessageRenderer.Style;
import dev.signet.webhooks.Subscription.Spelling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// The message of each type of event, byte by byte. The file has stored events and the bodies that
/// they were sent as: receivers parse these, and a message is rendered again for each attempt, also
/// by the next release. `-Dsignet.docs.write=true` adds new types; what is in the file is not
/// changed: other bodies need another version.
@DisplayNameGeneration(ReplaceUnderscores.class)
class MessageFormatTest {
  private static final Path FILE =
      Path.of(
          "src/test/resources/dev/signet/webhooks",
          "messages-" + MessageVersion.CURRENT + ".jsonl");

  @RegisterExtension static final TestServer server = new TestServer();

  private static MessageRenderer renderer;
  private static List<EventType> types;

  @BeforeAll
  static void readCatalog() throws IOException {
    var sent = new SentEvents(server.internals().catalog());
    renderer = new MessageRenderer(server.internals().audit().chains(), sent);
    types = sent.types();
    if (Boolean.getBoolean("signet.docs.write")) {
      addMissing();
    }
  }

  private static void addMissing() throws IOException {
    Files.createDirectories(FILE.getParent());
    var known = Files.exists(FILE) ? actions() : Set.<String>of();
    var lines = new ArrayList<String>();
    for (var type : types) {
      if (!known.contains(type.action())) {
        var metadata = Json.object();
        type.fields().forEach(field -> metadata.set(field.name(), field.sample()));
        lines.add(
            Json.toText(
                Json.object()
                    .put("action", type.action())
                    .put("metadata", Json.toText(metadata))
                    .put("camel", render(type.action(), Json.toText(metadata), Spelling.CAMEL))
                    .put("snake", render(type.action(), Json.toText(metadata), Spelling.SNAKE))));
      }
    }
    Files.write(FILE, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static Set<String> actions() throws IOException {
    var actions = new TreeSet<String>();
    messages().forEach(message -> actions.add(message.path("action").asString()));
    return actions;
  }

  private static List<JsonNode> messages() throws IOException {
    return Files.readAllLines(FILE).stream().map(TestResponse::parse).toList();
  }

  private static String render(String action, String metadata, Spelling spelling) {
    var event =
        new FollowedEvent(
            "01970f3a-8d2c-7c1e-9b1a-0c5d7e6f8a93",
            18_122,
            Instant.parse("2026-12-01T09:00:00.042Z"),
            action,
            "success",
            Optional.of("01970f3a-8d2c-7c1e-9b1a-0c5d7e6f8a96"),
            Optional.of("01970f3a-8d2c-7c1e-9b1a-0c5d7e6f8a91"),
            "operator",
            "01970f3a-8d2c-7c1e-9b1a-0c5d7e6f8a95",
            "192.0.2.7",
            "curl/8",
            Optional.empty(),
            metadata);
    return new String(
        renderer.renderSingle(
            event,
            "01970f3a-8d2c-7c1e-9b1a-0c5d7e6f8a97",
            new Style(MessageVersion.CURRENT, spelling, false)),
        UTF_8);
  }

  @Test
  void each_event_is_sent_as_the_same_bytes_in_every_release() throws IOException {
    for (var message : messages()) {
      var action = message.path("action").asString();
      var metadata = message.path("metadata").asString();
      assertThat(render(action, metadata, Spelling.CAMEL))
          .isEqualTo(message.path("camel").asString());
      assertThat(render(action, metadata, Spelling.SNAKE))
          .isEqualTo(message.path("snake").asString());
    }
  }

  @Test
  void every_type_of_event_that_is_sent_is_in_the_file() throws IOException {
    assertThat(actions())
        .containsExactlyElementsOf(new TreeSet<>(types.stream().map(EventType::action).toList()));
  }
}
