package dev.signet.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.json.Json;
import dev.signet.base.json.JsonFields;
import dev.signet.events.audit.ChainPosition;
import dev.signet.events.audit.ChainReader;
import dev.signet.events.audit.EventSelection;
import dev.signet.events.audit.FollowedEvent;
import dev.signet.events.catalog.EventType;
import dev.signet.webhooks.Delivery.MessageSource;
import dev.signet.webhooks.MessageRenderer.Envelope.Actor;
import dev.signet.webhooks.MessageRenderer.Envelope.Subject;
import dev.signet.webhooks.Subscription.Spelling;
import java.time.Instant;
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

  /// How much of it the tokens of a digest may be: the rest is for the members of the envelope.
  static final int MAX_TOKEN_BYTES = MAX_BYTES - 1024;

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
    var body = Envelope.of(event, new ChainPosition(chainId, event.seq())).toJson(style.version());
    if (style.includeOrigin()) {
      body.putObject("origin")
          .put("ipAddress", event.ipAddress())
          .put("userAgent", event.userAgent());
    }
    return bytes(body, data, style);
  }

  /// What all messages have beside their data.
  ///
  /// @param position of the event in the audit log; of a digest the last one; empty for a test
  record Envelope(
      String id,
      String type,
      Instant at,
      Subject subject,
      Actor actor,
      String outcome,
      Optional<ChainPosition> position) {

    /// Whom a message is about.
    record Subject(Optional<String> organizationId, Optional<String> agentId) {}

    record Actor(String type, String id) {
      static final Actor WEBHOOKS = new Actor("system", "webhooks");
    }

    static Envelope of(FollowedEvent event, ChainPosition position) {
      return new Envelope(
          event.eventId(),
          event.action(),
          event.at(),
          new Subject(event.organizationId(), event.agentId()),
          new Actor(event.actorType(), event.actorId()),
          event.outcome(),
          Optional.of(position));
    }

    /// A message that is of the webhook itself.
    static Envelope of(
        Webhook webhook, String id, String type, Instant at, Optional<ChainPosition> position) {
      return new Envelope(
          id,
          type,
          at,
          new Subject(webhook.organization().map(OrganizationId::value), Optional.empty()),
          Actor.WEBHOOKS,
          "success",
          position);
    }

    ObjectNode toJson(String version) {
      var body =
          Json.object()
              .put("id", id)
              .put("type", type)
              .put("timestamp", Json.time(at))
              .put("version", version);
      putOrNull(body, "organizationId", subject.organizationId().orElse(null));
      putOrNull(body, "agentId", subject.agentId().orElse(null));
      body.putObject("actor").put("type", actor.type()).put("id", actor.id());
      body.put("outcome", outcome);
      position.ifPresent(
          at -> body.putObject("sequence").put("chain", at.chainId()).put("seq", at.seq()));
      return body;
    }
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
    var envelope = Envelope.of(first, new ChainPosition(chainId, last.seq()));
    return bytes(envelope.toJson(style.version()), data, style);
  }

  private Optional<byte[]> renderTokens(
      Handle handle, Webhook webhook, MessageSource source, Style style) {
    var tokens =
        events(handle, EventSelection.TOKENS, source).stream().filter(webhook::covers).toList();
    if (tokens.isEmpty()) {
      return Optional.empty();
    }
    var envelope =
        Envelope.of(
            webhook,
            tokens.getFirst().eventId(),
            SentEvents.TOKEN_DIGEST,
            tokens.getLast().at(),
            Optional.of(new ChainPosition(source.chainId(), source.lastSeq())));
    var data = Json.object().put("count", tokens.size());
    var list = data.putArray("tokens");
    tokens.forEach(token -> list.add(token(token)));
    return Optional.of(bytes(envelope.toJson(style.version()), data, style));
  }

  /// How many bytes a token adds to the body of a digest.
  static int tokenBytes(FollowedEvent event) {
    return Json.toPortableText(token(event)).getBytes(UTF_8).length + 1;
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
    var isFailure = type.action().equals(SentEvents.AUTH_FAILED);
    var at = Instant.parse("2026-12-01T09:00:00Z");
    var body =
        new Envelope(
                "01970f3a-8d2c-7c1e-9b1a-0c5d7e6f8a93",
                type.action(),
                at,
                new Subject(
                    Optional.of("01970f3a-8d2c-7c1e-9b1a-0c5d7e6f8a91"),
                    Optional.of("01970f3a-8d2c-7c1e-9b1a-0c5d7e6f8a96")),
                new Actor("operator", "01970f3a-8d2c-7c1e-9b1a-0c5d7e6f8a95"),
                isFailure ? "failure" : "success",
                Optional.of(new ChainPosition("01970f3a-8d2c-7c1e-9b1a-0c5d7e6f8a97", 18_122)))
            .toJson(MessageVersion.CURRENT);
    if (isFailure) {
      var data = body.putObject("data");
      data.put("count", 3).put("from", Json.time(at)).put("to", Json.time(at));
      data.putArray("reasons").addObject().put("reason", "wrong_secret").put("count", 3);
    } else {
      body.set("data", type.publicSample());
    }
    return body;
  }

  /// The body of a test message, which is about no event of the audit log.
  static byte[] renderTest(String id, Instant at, Webhook webhook) {
    var style = Style.of(webhook, webhook.subscription().options().version());
    var body =
        Envelope.of(webhook, id, SentEvents.TEST, at, Optional.empty()).toJson(style.version());
    return respell(body, Json.object().put("webhookId", webhook.id().value()), style);
  }
}
