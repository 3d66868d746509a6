package dev.signet.tokens.issuing;

import dev.signet.base.jose.Thumbprint;
import dev.signet.base.oauth.Scopes;
import dev.signet.events.audit.AuditRecord;
import dev.signet.identity.agents.Agent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a text is that somebody has for a token, whether it works, and what has ended it.
public sealed interface TokenExplanation {

  /// An access token, signed by a key of ours.
  ///
  /// @param token empty when it does not say what every token of ours says, or its agent is not
  ///   known here
  /// @param testTokenRecord who made it to try the agent out, if it is no token that the agent
  ///   asked for
  /// @param ends all that is known to have ended it, the first one first; none while it lives
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

  /// A refresh token that we sealed.
  ///
  /// @param ends as above
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

  /// No token that we made, or one that was changed since.
  ///
  /// @param reason as [dev.signet.base.jose.TokenVerifier] says it; repeats nothing of the text
  record ForeignToken(String reason) implements TokenExplanation {}

  /// What ends a token.
  enum EndCause {
    /// It is another server's, though signed by a key that we have.
    OTHER_ISSUER,
    /// It says that it was made in the future.
    NOT_YET,
    /// It would live longer than any token that we issue.
    TOO_LONG,
    EXPIRED,
    /// The key that signed it was withdrawn.
    SIGNING_KEY_WITHDRAWN,
    AGENT_EXPIRED,
    AGENT_DEACTIVATED,
    AGENT_DECOMMISSIONED,
    /// By itself.
    REVOKED,
    /// With the refresh token that it came with.
    FAMILY_REVOKED,
    /// As a refresh token of its family came a second time.
    REUSED,
    /// With all others of its agent.
    ALL_REVOKED,
    /// With all others of its agent, as a secret of the agent's was reported as leaked.
    SECRET_LEAKED,
    /// As its agent was given another key.
    KEY_ROTATED,
    /// A refresh token that was used; another one has taken its place.
    USED,
    /// With all others of its agent; when and why is not in the trail any more.
    ENDED_BEFORE
  }

  /// One thing that ended it.
  ///
  /// @param at empty where that is not known
  /// @param event that tells of it, where the trail still has it
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
