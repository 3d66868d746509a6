package dev.signet.validity.revocations;

import dev.signet.base.db.Tx;
import dev.signet.events.audit.ExchangedToken;
import java.time.Instant;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/// The tokens that were exchanged from other ones. They end with these, without a row of their own.
/// Declared here; the room of the delegations implements it.
///
/// So every revocation passes here, whatever it revokes: before, so that no token is exchanged from
/// a revoked one meanwhile, and with the count of the tokens that end with the revoked ones.
public interface ExchangedTokens {

  /// Where no tokens are exchanged.
  ExchangedTokens NONE =
      new ExchangedTokens() {
        @Override
        public void lockToRevoke(Tx tx, Collection<String> agentIds) {}

        @Override
        public void lockToNarrow(Tx tx, String agentId) {}

        @Override
        public boolean tryLockToRevoke(Tx tx, String agentId) {
          return true;
        }

        @Override
        public OptionalLong countBelow(Handle handle, EndedTokens ended, Instant at) {
          return OptionalLong.of(0);
        }

        @Override
        public Set<String> filterEnded(
            Handle handle, Collection<ExchangedToken> tokens, EndedTokens ended, Instant at) {
          return Set.of();
        }
      };

  /// From here until the end of the transaction no token is issued that was exchanged from a token
  /// of these agents, or by them; and no other transaction counts tokens of the same organization
  /// that end with others. It waits for those under way, so it has to come before the transaction
  /// locks any row.
  void lockToRevoke(Tx tx, Collection<String> agentIds);

  /// From here until the end of the transaction no token is issued that was exchanged from a token
  /// of this agent, or by it. Other transactions may count tokens meanwhile: this one ends none. As
  /// [#lockToRevoke], it has to come before the transaction locks any row.
  void lockToNarrow(Tx tx, String agentId);

  /// As [#lockToRevoke], for a transaction that has locked rows: it never waits.
  ///
  /// @return whether the locks were taken
  boolean tryLockToRevoke(Tx tx, String agentId);

  /// How many active tokens ended with these: those that were exchanged from them, directly or
  /// through others, and are not themselves among them.
  ///
  /// @return empty when there are too many to count while others wait
  OptionalLong countBelow(Handle handle, EndedTokens ended, Instant at);

  /// The ids of those of these tokens that are not active because something has ended that they
  /// were exchanged from.
  ///
  /// @param ended just now: does not count
  Set<String> filterEnded(
      Handle handle, Collection<ExchangedToken> tokens, EndedTokens ended, Instant at);
}
