package dev.signet.identity.agents;

import dev.signet.base.jose.Thumbprint;
import dev.signet.base.json.Json;
import dev.signet.events.catalog.EventField;
import dev.signet.validity.revocations.DescendantCountView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An agent as the registry API returns it.
public final class AgentView {
  /// The member with the number of revoked tokens in the response to a key rotation.
  static final String REVOKED = "revoked_token_count";

  private AgentView() {}

  public static ObjectNode of(Agent agent) {
    var profile = agent.profile();
    var view =
        Json.object()
            .put("agentId", agent.id().value())
            .put("kind", agent.kind().wire())
            .put("clientId", agent.clientId())
            .put("organizationId", agent.organization().value())
            .put("teamId", profile.teamId().orElse(null))
            .put("name", profile.name())
            .put("description", profile.description().orElse(null))
            .put("email", profile.email().orElse(null))
            .put("agentType", profile.agentType().wire())
            .put("version", profile.version().orElse(null));
    profile.capabilities().forEach(view.putArray("capabilities")::add);
    view.put("owner", profile.owner().orElse(null))
        .put("deploymentEnv", profile.deploymentEnv().map(DeploymentEnv::wire).orElse(null))
        .put("status", agent.status().wire())
        .put("active", agent.status().isActive());
    profile.scopes().forEach(view.putArray("scopes")::add);
    profile.grantableScopes().forEach(view.putArray("grantableScopes")::add);
    var grantTypes = view.putArray("grantTypes");
    profile.orderedGrantTypes().forEach(grant -> grantTypes.add(grant.wire()));
    view.put("tokenLifetime", profile.tokenLifetime().toSeconds())
        .put("tokenSigningAlg", profile.tokenSigningAlg().map(alg -> alg.wire()).orElse(null));
    var unreadable = new ArrayList<String>();
    view.set(
        "metadata",
        parseOrMark("metadata", profile.metadata(), unreadable).orElseGet(Json::object));
    view.put("dpopJkt", agent.dpopKey().map(key -> key.thumbprint().value()).orElse(null));
    view.set(
        "jwks", profile.jwks().flatMap(jwks -> parseOrMark("jwks", jwks, unreadable)).orElse(null));
    view.put("jwksUri", profile.jwksUri().orElse(null))
        .put("fapi2", profile.fapi2())
        .put("expiresAt", time(profile.expiresAt()))
        .put("selfService", profile.selfService().wire())
        .put("clientType", profile.clientType().wire());
    var redirectUris = view.putArray("redirectUris");
    profile.redirectUris().forEach(uri -> redirectUris.add(uri.value()));
    view.put("createdBy", agent.createdBy())
        .put("createdAt", Json.time(agent.createdAt()))
        .put("updatedAt", Json.time(agent.updatedAt()));
    if (!profile.isReadable()) {
      Profile.fieldNames().forEach(view.putArray("unreadable")::add);
    } else if (!unreadable.isEmpty()) {
      unreadable.forEach(view.putArray("unreadable")::add);
    }
    return view;
  }

  /// Stored JSON; empty if it is unreadable, and then its name is listed among the unreadable
  /// fields.
  private static Optional<ObjectNode> parseOrMark(
      String field, String stored, List<String> unreadable) {
    var read = Json.parseOwnIfReadable(stored);
    if (read.isEmpty()) {
      unreadable.add(field);
    }
    return read;
  }

  /// In snake_case, as the contract specifies for this response.
  static ObjectNode of(DpopKeyRotation rotation) {
    var view =
        Json.object()
            .put("old_jkt", rotation.previousKey().map(Thumbprint::value).orElse(""))
            .put("new_jkt", rotation.newKey().value());
    rotation.revokedTokens().count().ifPresent(count -> view.put(REVOKED, count));
    var descendants = DescendantCountView.of(rotation.revokedTokens().descendants());
    if (descendants.revokedDescendantCount() != null) {
      view.put(EventField.REVOKED_DESCENDANTS, descendants.revokedDescendantCount());
    }
    if (descendants.descendantsCounted() != null) {
      view.put(EventField.DESCENDANTS_COUNTED, descendants.descendantsCounted());
    }
    return view.put("audit_event_id", rotation.revokedTokens().eventId());
  }

  /// The stored response with the count, which was unknown when it was stored.
  static ObjectNode withCount(JsonNode kept, long count) {
    var view =
        Json.object()
            .put("old_jkt", kept.path("old_jkt").stringValue())
            .put("new_jkt", kept.path("new_jkt").stringValue())
            .put(REVOKED, count);
    for (var name : List.of(EventField.REVOKED_DESCENDANTS, EventField.DESCENDANTS_COUNTED)) {
      if (kept.has(name)) {
        view.set(name, kept.path(name));
      }
    }
    return view.put("audit_event_id", kept.path("audit_event_id").stringValue());
  }

  private static @Nullable String time(Optional<Instant> time) {
    return time.map(Json::time).orElse(null);
  }
}
