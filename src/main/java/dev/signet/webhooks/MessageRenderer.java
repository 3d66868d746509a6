package dev.signet.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.json.Json;
import dev.signet.base.json.JsonFields;
import dev.signet.events.audit.ChainPosition;
import dev.signet.events.audit.ChainReader;
import dev.signet.events.audit.EventSelection;
import dev.signet.events.audit.FollowedEvent;
import dev.signet.events.catalog.EventType;
import dev.signet.webhooks.Delivery.MessageSource;
import dev.signet.webhooks.Subscription.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Renders the body of a message from its events: the same bytes each time, for the same events and
/// version. So bodies need not be stored.
final class MessageRenderer {
  /// A longer body is sent without its data.
  static final int MAX_BYTES = 20 * 1024;

  private static final int BATCH = 1_000;

  /// The message, and the objects in it.
  private static final int SPELLED_DEPTH = 2;

  private final ChainReader chains;
  private final SentEvents sentEvents;

  MessageRenderer(ChainReader chains, SentEvents sentEvents) {
    this.chains = chains;
    this.sentEvents = sentEvents;
  }

  /// How a body is written.
  record Style(String version, Spelling spelling, boolean includeOrigin) {
    static Style of(Webhook webhook, String version) {
      var options = webhook.subscription().options();
      return new Style(version, options.spelling(), options.includeOrigin());
    }
  }

  /// The body; empty when its events have been deleted from the audit log.
  Optional<byte[]> render(Handle handle, Webhook webhook, MessageSource source, String version) {
    var style = Style.of(webhook, version);
    if (source.type().equals(SentEvents.TOKEN_DIGEST)) {
      return renderTokens(handle, webhook, source, style);
    }
    var position = new ChainPosition(source.chainId(), source.seq() - 1);
    var first = chains.events(handle, EventSelection.ALL, position, source.seq(), 1);
    return source.isDigest()
        ? first.stream().findFirst().map(event -> renderFailures(handle, event, source, style))
        : first.stream().findFirst().map(event -> render(event, source.chainId(), style));
  }

  /// The body of the message with one event, which for a failed authentication is a digest of one.
  byte[] renderSingle(FollowedEvent event, String chainId, Style style) {
    return event.action().equals(SentEvents.AUTH_FAILED)
        ? renderFailures(List.of(event), chainId, style)
        : render(event, chainId, style);
  }

  private byte[] render(FollowedEvent event, String chainId, Style style) {
    var metadata = Json.parseOwnIfReadable(event.metadata()).orElseGet(Json::object);
    var data =
        sentEvents
            .find(event.action())
            .map(type -> type.publicForm(metadata))
            .orElseGet(Json::object);
    var body = envelope(event, chainId, event.seq(), style);
    if (style.includeOrigin()) {
      body.putObject("origin")
          .put("ipAddress", event.ipAddress())
          .put("userAgent", event.userAgent());
    }
    return bytes(body, data, style);
  }

  private static ObjectNode envelope(FollowedEvent event, String chainId, long seq, Style style) {
    var body =
        Json.object()
            .put("id", event.eventId())
            .put("type", event.action())
            .put("timestamp", Json.time(event.at()))
            .put("version", style.version());
    putOrNull(body, "organizationId", event.organizationId().orElse(null));
    putOrNull(body, "agentId", event.agentId().orElse(null));
    body.putObject("actor").put("type", event.actorType()).put("id", event.actorId());
    body.put("outcome", event.outcome());
    body.putObject("sequence").put("chain", chainId).put("seq", seq);
    return body;
  }

  private static void putOrNull(ObjectNode body, String name, @Nullable String value) {
    if (value == null) {
      body.putNull(name);
    } else {
      body.put(name, value);
    }
  }

  /// The failed authentications of one client within one minute.
  private byte[] renderFailures(
      Handle handle, FollowedEvent first, MessageSource source, Style style) {
    var failures =
        events(handle, EventSelection.WITHOUT_TOKENS, source).stream()
            .filter(event ->
                event.action().equals(first.action())
                    && event.agentId().equals(first.agentId())
                    && event.organizationId().equals(first.organizationId()))
            .toList();
    return renderFailures(failures, source.chainId(), style);
  }

  private static byte[] renderFailures(List<FollowedEvent> failures, String chainId, Style style) {
    var first = failures.getFirst();
    var last = failures.getLast();
    var reasons = new TreeMap<String, Long>();
    for (var event : failures) {
      var reason =
          Json.parseOwnIfReadable(event.metadata())
              .map(metadata -> metadata.path("reason").asString("unknown"))
              .orElse("unknown");
      reasons.merge(reason, 1L, Long::sum);
    }
    var data =
        Json.object()
            .put("count", failures.size())
            .put("from", Json.time(first.at()))
            .put("to", Json.time(last.at()));
    var byReason = data.putArray("reasons");
    reasons.forEach(
        (reason, times) -> byReason.addObject().put("reason", reason).put("count", times));
    return bytes(envelope(first, chainId, last.seq(), style), data, style);
  }

  private Optional<byte[]> renderTokens(
      Handle handle, Webhook webhook, MessageSource source, Style style) {
    var agents = webhook.subscription().agentIds();
    var tokens =
        events(handle, EventSelection.TOKENS, source).stream()
            .filter(event ->
                webhook
                    .organization()
                    .map(own -> event.organizationId().filter(own.value()::equals).isPresent())
                    .orElse(true))
            .filter(
                event -> agents.isEmpty() || event.agentId().filter(agents::contains).isPresent())
            .toList();
    if (tokens.isEmpty()) {
      return Optional.empty();
    }
    var first = tokens.getFirst();
    var body =
        Json.object()
            .put("id", first.eventId())
            .put("type", SentEvents.TOKEN_DIGEST)
            .put("timestamp", Json.time(tokens.getLast().at()))
            .put("version", style.version());
    putOrNull(body, "organizationId", webhook.organization().map(own -> own.value()).orElse(null));
    body.putNull("agentId");
    body.putObject("actor").put("type", "system").put("id", "webhooks");
    body.put("outcome", "success");
    body.putObject("sequence").put("chain", source.chainId()).put("seq", source.lastSeq());
    var data = Json.object().put("count", tokens.size());
    var list = data.putArray("tokens");
    tokens.forEach(token -> list.add(token(token)));
    return Optional.of(respell(body, data, style));
  }

  private static ObjectNode token(FollowedEvent event) {
    var metadata = Json.parseOwnIfReadable(event.metadata()).orElseGet(Json::object);
    var token = Json.object().put("jti", event.eventId());
    putOrNull(token, "agentId", event.agentId().orElse(null));
    if (metadata.has("scope")) {
      token.set("scope", metadata.get("scope"));
    }
    if (metadata.has("audience")) {
      token.set("aud", metadata.get("audience"));
    }
    event.tokenExpiresAt().ifPresent(expiry -> token.put("expiresAt", Json.time(expiry)));
    return token.put("type", event.action());
  }

  private List<FollowedEvent> events(
      Handle handle, EventSelection selection, MessageSource source) {
    var found = new ArrayList<FollowedEvent>();
    var at = source.seq() - 1;
    while (at < source.lastSeq()) {
      var part =
          chains.events(
              handle, selection, new ChainPosition(source.chainId(), at), source.lastSeq(), BATCH);
      found.addAll(part);
      at = part.size() < BATCH ? source.lastSeq() : part.getLast().seq();
    }
    return found;
  }

  private static byte[] bytes(ObjectNode body, ObjectNode data, Style style) {
    var whole = respell(body, data, style);
    return whole.length <= MAX_BYTES
        ? whole
        : respell(body.put("truncated", true), Json.object(), style);
  }

  private static byte[] respell(ObjectNode body, ObjectNode data, Style style) {
    var whole = body.deepCopy();
    whole.set("data", data);
    var spelled = style.spelling() == Spelling.SNAKE ? snake(whole, SPELLED_DEPTH) : whole;
    return Json.toPortableText(spelled).getBytes(UTF_8);
  }

  /// The members of the message and of its objects in snake case; what is below them is as the
  /// event has it.
  private static ObjectNode snake(ObjectNode object, int depth) {
    var copy = Json.object();
    for (var member : object.properties()) {
      copy.set(
          JsonFields.snake(member.getKey()),
          member.getValue() instanceof ObjectNode inner && depth > 1
              ? snake(inner, depth - 1)
              : member.getValue());
    }
    return copy;
  }

  /// The JSON schema of the data of a type of event.
  static ObjectNode schema(EventType type) {
    if (!type.action().equals(SentEvents.AUTH_FAILED)) {
      return type.publicSchema();
    }
    var schema = Json.object().put("type", "object");
    var properties = schema.putObject("properties");
    properties.putObject("count").put("type", "integer");
    properties.putObject("from").put("type", "string").put("format", "date-time");
    properties.putObject("to").put("type", "string").put("format", "date-time");
    var items = properties.putObject("reasons").put("type", "array").putObject("items");
    items.put("type", "object");
    var required = schema.putArray("required");
    List.of("count", "from", "to", "reasons").forEach(required::add);
    return schema;
  }

  /// A sample of a whole message.
  static ObjectNode sample(EventType type) {
    var at = "2026-12-01T09:00:00.000Z";
    var body =
        Json.object()
            .put("id", "01970f3a-8d2c-7c1e-9b1a-0c5d7e6f8a93")
            .put("type", type.action())
            .put("timestamp", at)
            .put("version", MessageVersion.CURRENT);
    body.put("organizationId", "01970f3a-8d2c-7c1e-9b1a-0c5d7e6f8a91");
    body.put("agentId", "01970f3a-8d2c-7c1e-9b1a-0c5d7e6f8a96");
    body.putObject("actor")
        .put("type", "operator")
        .put("id", "01970f3a-8d2c-7c1e-9b1a-0c5d7e6f8a95");
    body.put("outcome", "success");
    body.putObject("sequence")
        .put("chain", "01970f3a-8d2c-7c1e-9b1a-0c5d7e6f8a97")
        .put("seq", 18_122);
    if (type.action().equals(SentEvents.AUTH_FAILED)) {
      var data = body.put("outcome", "failure").putObject("data");
      data.put("count", 3).put("from", at).put("to", at);
      data.putArray("reasons").addObject().put("reason", "wrong_secret").put("count", 3);
    } else {
      body.set("data", type.publicSample());
    }
    return body;
  }

  /// The body of a test message, which is about no event of the audit log.
  static byte[] renderTest(String id, String at, Webhook webhook) {
    var style = Style.of(webhook, webhook.subscription().options().version());
    var body =
        Json.object()
            .put("id", id)
            .put("type", SentEvents.TEST)
            .put("timestamp", at)
            .put("version", style.version());
    putOrNull(body, "organizationId", webhook.organization().map(own -> own.value()).orElse(null));
    body.putNull("agentId");
    body.putObject("actor").put("type", "system").put("id", "webhooks");
    body.put("outcome", "success");
    return respell(body, Json.object().put("webhookId", webhook.id().value()), style);
  }
}
