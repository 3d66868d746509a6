package dev.signet.validity.revocations;

import dev.signet.events.audit.TokenBinding;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;

/// Tokens that were just revoked together. While what ends with them is counted, they are taken for
/// active.
public sealed interface EndedTokens {

  /// No tokens were just revoked: everything is as it is stored.
  record None() implements EndedTokens {}

  /// Tokens of one agent.
  ///
  /// @param generation of the tokens
  /// @param ids only tokens with one of these ids, or of a refresh family with one of them; all if
  ///   it is empty
  /// @param key only tokens that are bound to this key, and issued in its key generation or an
  ///   earlier one
  /// @param keysRevokedBefore the agent's keys whose tokens were revoked earlier
  record OfAgent(
      String agentId,
      long generation,
      Set<String> ids,
      Optional<TokenBinding> key,
      RevokedDpopKeys keysRevokedBefore)
      implements EndedTokens {
    public OfAgent {
      ids = Set.copyOf(ids);
    }

    /// Whether a token is one of them.
    ///
    /// @param tokenIds its id and that of its refresh family
    public boolean contains(
        String agent, long itsGeneration, Collection<String> tokenIds, Optional<TokenBinding> to) {
      return agentId.equals(agent)
          && generation == itsGeneration
          && (ids.isEmpty() || !Collections.disjoint(ids, tokenIds))
          && (key.isEmpty() || RevokedDpopKeys.of(key.get()).contains(to));
    }
  }

  /// All tokens that a signing key signed.
  record OfSigningKey(String kid) implements EndedTokens {}

  /// All tokens of an organization's agents.
  ///
  /// @param generation the organization's before: an agent's tokens are of this generation or of
  ///   the agent's own, whichever is larger
  record OfOrganization(String organizationId, long generation) implements EndedTokens {}
}
