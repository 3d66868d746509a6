package dev.signet.identity.quickapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signet.base.json.Json;
import dev.signet.base.paging.Pagination;
import dev.signet.base.paging.Paging;
import dev.signet.identity.activity.IssuanceTotals;
import dev.signet.identity.agents.Agent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The responses of the quick API, to be written in snake_case.
final class QuickView {
  private QuickView() {}

  record AgentView(
      String id,
      String name,
      String clientId,
      List<String> scopes,
      boolean isActive,
      @Nullable Instant expiresAt,
      String organizationId,
      @Nullable String teamId,
      @Nullable String description,
      JsonNode metadata,
      String status,
      Instant createdAt,
      Instant updatedAt,
      long tokenCount,
      long refreshCount,
      @Nullable Instant lastActivityAt,
      @Nullable Instant lastTokenIssuedAt,
      List<String> grantableScopes,
      String selfService,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> unreadable) {

    /// The fields of this view that come from the part of a row that may be unreadable.
    private static final List<String> STORED =
        List.of(
            "name",
            "scopes",
            "expires_at",
            "team_id",
            "description",
            "metadata",
            "grantable_scopes",
            "self_service");

    static AgentView of(Agent agent, IssuanceTotals usage) {
      var metadata = Json.parseOwnIfReadable(agent.metadata());
      var unreadable =
          !agent.profile().isReadable()
              ? STORED
              : metadata.isPresent() ? List.<String>of() : List.of("metadata");
      return new AgentView(
          agent.id().value(),
          agent.name(),
          agent.clientId(),
          agent.scopes().values(),
          agent.status().isActive(),
          agent.expiresAt().orElse(null),
          agent.organization().value(),
          agent.teamId().orElse(null),
          agent.description().orElse(null),
          metadata.orElseGet(Json::object),
          agent.status().wire(),
          agent.createdAt(),
          agent.updatedAt(),
          usage.tokenCount(),
          usage.refreshCount(),
          usage.lastActivityAt().orElse(null),
          usage.lastTokenIssuedAt().orElse(null),
          agent.profile().grantableScopes().values(),
          agent.profile().selfService().wire(),
          unreadable);
    }
  }

  record SingleAgent(AgentView agent) {}

  /// A new agent with its secret: the only time that the secret is shown.
  record CreatedAgent(AgentView agent, String clientId, String clientSecret) {
    @Override
    public String toString() {
      return "Made[" + clientId + ", ***]";
    }
  }

  record RotatedSecret(String clientSecret) {
    @Override
    public String toString() {
      return "Rotated[***]";
    }
  }

  record Message(String message) {}

  record AgentPage(List<AgentView> agents, Pagination pagination) {
    static AgentPage of(Paging.Page<AgentView> page) {
      return new AgentPage(page.data(), Pagination.of(page));
    }
  }

  record Rotation(Instant rotatedAt) {}

  record Usage(
      AgentView agent,
      String organizationId,
      long tokenCount,
      long refreshCount,
      @Nullable Instant lastActivityAt,
      @Nullable Instant lastTokenIssuedAt,
      List<Rotation> rotationHistory) {

    static Usage of(Agent agent, IssuanceTotals usage, List<Instant> rotations) {
      return new Usage(
          AgentView.of(agent, usage),
          agent.organization().value(),
          usage.tokenCount(),
          usage.refreshCount(),
          usage.lastActivityAt().orElse(null),
          usage.lastTokenIssuedAt().orElse(null),
          rotations.stream().map(Rotation::new).toList());
    }
  }
}
