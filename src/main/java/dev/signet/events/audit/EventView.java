package dev.signet.events.audit;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.signet.base.json.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// An event in API responses.
///
/// @param tokenId the `jti` of the access token with which an agent acted; null for other callers
/// @param testTokenMaker who created that token, if it is a test token
public record EventView(
    String eventId,
    String action,
    String outcome,
    @Nullable String agentId,
    @Nullable String organizationId,
    Actor actor,
    @Nullable String credentialFingerprint,
    @Nullable String tokenId,
    boolean testToken,
    @Nullable String testTokenMaker,
    String ipAddress,
    String userAgent,
    String requestId,
    JsonNode metadata,
    Instant timestamp,
    String chainId,
    long seq,
    String prevHash,
    String hash) {

  public record Actor(String type, String id) {}

  static EventView of(ChainLink link) {
    var entry = link.entry();
    var acting = entry.actingToken();
    var testMaker = acting.flatMap(ActingToken::testMaker);
    return new EventView(
        entry.eventId(),
        entry.action(),
        entry.outcome(),
        entry.agentId().orElse(null),
        entry.organizationId().orElse(null),
        new Actor(entry.actorType(), entry.actorId()),
        entry.credentialFingerprint().orElse(null),
        acting.map(ActingToken::id).orElse(null),
        testMaker.isPresent(),
        testMaker.orElse(null),
        entry.ipAddress(),
        entry.userAgent(),
        entry.requestId(),
        Json.parseOwn(entry.metadata()),
        entry.timestamp(),
        link.chainId(),
        link.seq(),
        link.prevHash(),
        link.hash());
  }

  /// An event in an export: with everything that its hash covers.
  record Exported(
      @JsonUnwrapped EventView event,
      @Nullable Instant tokenExpiresAt,
      @Nullable Long tokenGeneration,
      @Nullable String tokenFamily,
      @Nullable String tokenThumbprint,
      @Nullable Long tokenKeyGeneration,
      @Nullable String tokenSubjectToken,
      @Nullable String tokenActorToken,
      @Nullable String tokenDelegation,
      @Nullable String tokenAncestors) {

    static Exported of(ChainLink link) {
      var token = link.entry().token();
      var binding = token.flatMap(Event.IssuedToken::binding);
      var origin = token.flatMap(Event.IssuedToken::origin);
      return new Exported(
          EventView.of(link),
          token.map(Event.IssuedToken::expiresAt).orElse(null),
          token.map(Event.IssuedToken::generation).orElse(null),
          token.flatMap(Event.IssuedToken::family).orElse(null),
          binding.map(TokenBinding::thumbprint).orElse(null),
          binding.map(TokenBinding::keyGeneration).orElse(null),
          origin.map(TokenOrigin::subjectToken).orElse(null),
          origin.flatMap(TokenOrigin::actorToken).orElse(null),
          origin.flatMap(TokenOrigin::delegation).orElse(null),
          origin.map(TokenOrigin::ancestors).orElse(null));
    }
  }
}
