package dev.signet.tokens.issuing;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.json.Json;
import dev.signet.base.oauth.Scopes;
import dev.signet.events.audit.AuditEvents;
import dev.signet.events.audit.Event;
import dev.signet.events.catalog.EventField;
import dev.signet.events.catalog.EventType;
import dev.signet.identity.agents.Agent;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The events of tokens.
sealed interface TokenEvent extends Event {
  /// In the event of an issuance: true if it is a test token.
  String TEST = "test";

  /// Whether the metadata of an issuance event marks a test token.
  static boolean isTest(JsonNode metadata) {
    return metadata.path(TEST).asBoolean(false);
  }

  /// A token was issued: for a credential of the agent, for a refresh token, for another token, for
  /// a user's authorization code, or as a test token. The event's id is the token's.
  ///
  /// @param credential the credential's id; empty for a refresh and a test token
  record Issued(
      Agent agent,
      boolean refreshed,
      boolean isTest,
      Optional<String> credential,
      Scopes scopes,
      List<String> audience,
      String kid,
      Optional<ExchangeSource> exchange,
      Optional<UserGrant> user,
      IssuedToken issued)
      implements TokenEvent {
    @Override
    public EventType type() {
      if (exchange.isPresent()) {
        return AuditEvents.TOKEN_EXCHANGED;
      }
      return refreshed ? AuditEvents.TOKEN_REFRESHED : AuditEvents.TOKEN_ISSUED;
    }

    @Override
    public Optional<String> agentId() {
      return Optional.of(agent.id().value());
    }

    @Override
    public Optional<String> organizationId() {
      return Optional.of(organization().value());
    }

    /// The agent's; of a token about a user the resource's.
    OrganizationId organization() {
      return user.map(UserGrant::organization).orElseGet(agent::organization);
    }

    @Override
    public Optional<String> credentialFingerprint() {
      return credential;
    }

    @Override
    public Optional<IssuedToken> token() {
      return Optional.of(issued);
    }

    @Override
    public ObjectNode metadata() {
      var metadata = Json.object().put("scope", scopes.toString()).put("kid", kid);
      audience.forEach(metadata.putArray("audience")::add);
      issued.binding().ifPresent(key -> metadata.put("jkt", key.thumbprint()));
      if (isTest) {
        metadata.put(TEST, true);
      }
      exchange.ifPresent(from -> addExchange(metadata, from));
      user.ifPresent(grant ->
          metadata.put("subject", grant.user().value()).put("consent_id", grant.consent().value()));
      return metadata.put("expires_at", Json.time(issued.expiresAt()));
    }

    private void addExchange(ObjectNode metadata, ExchangeSource from) {
      metadata.put("subject", from.subject().clientId()).put("subject_token", from.subjectToken());
      from.actorToken().ifPresent(id -> metadata.put("actor_token", id));
      from.delegation().ifPresent(id -> metadata.put("delegation_id", id.value()));
      from.actors().mayAct().ifPresent(actor -> metadata.put("may_act", actor));
    }
  }

  /// A refresh token or an authorization code that was used again.
  ///
  /// @param kind `refresh` or `code`
  /// @param family the family that it belongs to, or started
  record ReusedToken(String kind, String family, long step) {}

  /// A refresh token or an authorization code was reused; its family and the family's access tokens
  /// were revoked.
  record ReuseDetected(Agent agent, ReusedToken reused, long revokedTokens) implements TokenEvent {
    @Override
    public EventType type() {
      return TokenEvents.REUSE_DETECTED;
    }

    @Override
    public Outcome outcome() {
      return Outcome.FAILURE;
    }

    @Override
    public Optional<String> agentId() {
      return Optional.of(agent.id().value());
    }

    @Override
    public Optional<String> organizationId() {
      return Optional.of(agent.organization().value());
    }

    @Override
    public ObjectNode metadata() {
      return Json.object()
          .put("kind", reused.kind())
          .put("family", reused.family())
          .put("step", reused.step())
          .put(EventField.REVOKED_TOKENS, revokedTokens);
    }
  }

  /// Tokens were revoked: a single one, a family, or all of an agent.
  ///
  /// @param kind `access_token`, `refresh_token` or `all`
  /// @param id of the token or the family; of the agent for `all`
  record Revoked(Agent agent, String kind, String id, long revokedTokens) implements TokenEvent {
    @Override
    public EventType type() {
      return TokenEvents.REVOKED;
    }

    @Override
    public Optional<String> agentId() {
      return Optional.of(agent.id().value());
    }

    @Override
    public Optional<String> organizationId() {
      return Optional.of(agent.organization().value());
    }

    @Override
    public ObjectNode metadata() {
      return Json.object()
          .put("what", kind)
          .put("id", id)
          .put(EventField.REVOKED_TOKENS, revokedTokens);
    }
  }

  /// A token was introspected; recorded only if the setting says so.
  record Introspected(Agent agent, String jti, boolean active) implements TokenEvent {
    @Override
    public EventType type() {
      return TokenEvents.INTROSPECTED;
    }

    @Override
    public Optional<String> agentId() {
      return Optional.of(agent.id().value());
    }

    @Override
    public Optional<String> organizationId() {
      return Optional.of(agent.organization().value());
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put("id", jti).put("active", active);
    }
  }
}
