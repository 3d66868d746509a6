package dev.signet.tokens.issuing;

import dev.signet.base.jose.Thumbprint;
import dev.signet.base.oauth.Scopes;
import dev.signet.events.audit.AuditRecord;
import dev.signet.identity.agents.Agent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a presumed token is, whether it is active, and why it is not.
public sealed interface TokenExplanation {

  /// An access token, signed by a key of this server.
  ///
  /// @param token empty when a claim that every token of this server has is missing, or its agent
  ///   is unknown
  /// @param testTokenRecord who created it as a test token, if it is one
  /// @param ends all known reasons why it is not active, the first one first; empty while it is
  ///   active
  record AccessTokenExplanation(
      String kid,
      Optional<AccessToken> token,
      Optional<AuditRecord> testTokenRecord,
      boolean isActive,
      List<TokenEnd> ends)
      implements TokenExplanation {
    public AccessTokenExplanation {
      ends = List.copyOf(ends);
    }
  }

  /// A refresh token of this server.
  ///
  /// @param ends all known reasons why it is not active, the first one first; empty while it is
  ///   active
  record RefreshTokenExplanation(
      Agent agent,
      String family,
      int step,
      Scopes scopes,
      List<String> audience,
      Instant issuedAt,
      Instant expiresAt,
      Optional<Thumbprint> boundTo,
      boolean isActive,
      List<TokenEnd> ends)
      implements TokenExplanation {
    public RefreshTokenExplanation {
      audience = List.copyOf(audience);
      ends = List.copyOf(ends);
    }
  }

  /// Not a token of this server, or one that was altered.
  ///
  /// @param reason from [dev.signet.base.jose.TokenVerifier]; contains no part of the text
  record ForeignToken(String reason) implements TokenExplanation {}

  /// Why a token is not active.
  enum EndCause {
    /// It names another issuer, although signed by a key of this server.
    OTHER_ISSUER,
    /// Its time of issue is in the future.
    NOT_YET,
    /// Its lifetime is longer than that of any token that this server issues.
    TOO_LONG,
    EXPIRED,
    /// The key that signed it was withdrawn.
    SIGNING_KEY_WITHDRAWN,
    AGENT_EXPIRED,
    AGENT_DEACTIVATED,
    AGENT_DECOMMISSIONED,
    /// The agent's organization was suspended, with all tokens of its agents.
    ORGANIZATION_SUSPENDED,
    /// It was revoked individually.
    REVOKED,
    /// Its refresh token was revoked.
    FAMILY_REVOKED,
    /// A refresh token of its family was reused.
    REUSED,
    /// All tokens of its agent were revoked.
    ALL_REVOKED,
    /// All tokens of its agent were revoked, because a secret of the agent was reported as leaked.
    SECRET_LEAKED,
    /// The agent's DPoP key was replaced.
    KEY_ROTATED,
    /// A delegation that it was exchanged through has ended.
    DELEGATION_ENDED,
    /// A token that it was exchanged from has ended.
    EXCHANGED_FROM_ENDED,
    /// The delegations and agents that it was exchanged through allow nothing of it any more.
    NARROWED_TO_NOTHING,
    /// The refresh token was used; a successor has replaced it.
    USED,
    /// All tokens of its agent were revoked; the audit log no longer has the event.
    ENDED_BEFORE
  }

  /// One reason why it is not active.
  ///
  /// @param at empty if unknown
  /// @param event that records it, if the audit log still has it
  record TokenEnd(EndCause cause, Optional<Instant> at, Optional<AuditRecord> event) {
    static TokenEnd at(EndCause cause, Instant time) {
      return new TokenEnd(cause, Optional.of(time), Optional.empty());
    }

    static TokenEnd by(EndCause cause, AuditRecord event) {
      return new TokenEnd(cause, Optional.of(event.at()), Optional.of(event));
    }

    static TokenEnd atUnknownTime(EndCause cause) {
      return new TokenEnd(cause, Optional.empty(), Optional.empty());
    }
  }
}
