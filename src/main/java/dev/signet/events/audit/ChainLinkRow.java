package dev.signet.events.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/// Maps a row to a link.
final class ChainLinkRow {

  /// The columns that a link is read from.
  static final String COLUMNS =
      """
      event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type,
        actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata,
        token_expires_at, token_generation, token_family, token_thumbprint, token_key_generation,
        actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token,
        token_delegation, token_ancestors, prev_hash, hash
      """;

  private ChainLinkRow() {}

  static ChainLink read(ResultSet row) throws SQLException {
    return new ChainLink(
        row.getString("chain_id"),
        row.getLong("seq"),
        new AuditEntry(
            row.getString("event_id"),
            Instant.ofEpochMilli(row.getLong("occurred_at")),
            row.getString("action"),
            row.getString("outcome"),
            Optional.ofNullable(row.getString("agent_id")),
            Optional.ofNullable(row.getString("organization_id")),
            row.getString("actor_type"),
            row.getString("actor_id"),
            Optional.ofNullable(row.getString("credential_fingerprint")),
            row.getString("ip_address"),
            row.getString("user_agent"),
            row.getString("request_id"),
            row.getString("metadata"),
            token(row),
            actingToken(row)),
        row.getString("prev_hash"),
        row.getString("hash"));
  }

  private static Optional<ActingToken> actingToken(ResultSet row) throws SQLException {
    var id = row.getString("actor_token_id");
    return id == null
        ? Optional.empty()
        : Optional.of(
            new ActingToken(id, Optional.ofNullable(row.getString("actor_token_test_maker"))));
  }

  private static Optional<Event.IssuedToken> token(ResultSet row) throws SQLException {
    var expiresAt = row.getLong("token_expires_at");
    return row.wasNull()
        ? Optional.empty()
        : Optional.of(
            new Event.IssuedToken(
                Instant.ofEpochMilli(expiresAt),
                row.getLong("token_generation"),
                Optional.ofNullable(row.getString("token_family")),
                binding(row),
                origin(row)));
  }

  static Optional<TokenOrigin> origin(ResultSet row) throws SQLException {
    var subjectToken = row.getString("token_subject_token");
    return subjectToken == null
        ? Optional.empty()
        : Optional.of(
            new TokenOrigin(
                subjectToken,
                Optional.ofNullable(row.getString("token_actor_token")),
                Optional.ofNullable(row.getString("token_delegation")),
                row.getString("token_ancestors")));
  }

  static Optional<TokenBinding> binding(ResultSet row) throws SQLException {
    var thumbprint = row.getString("token_thumbprint");
    return thumbprint == null
        ? Optional.empty()
        : Optional.of(new TokenBinding(thumbprint, row.getLong("token_key_generation")));
  }
}
