package dev.signet.validity.revocations;

import dev.signet.events.audit.Audit;
import dev.signet.events.audit.ExchangedToken;
import dev.signet.events.audit.TokenBinding;
import dev.signet.events.audit.UnexpiredToken;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/// How many tokens were active until they were revoked: those issued and not expired, minus those
/// revoked before, individually, with their family or with their key.
final class RevokedTokenQueries {
  /// How many index entries, and how many rows, are read at most inside the revoking transaction:
  /// all other writers wait that long.
  private static final int QUICK_TOKENS = 10_000;

  static final int QUICK_ROWS = 1_000;

  private static final int FAMILY_BATCH = 500;
  private static final int TOKEN_BATCH = 500;

  private final Audit audit;
  private final RevocationStore store;
  private final Supplier<ExchangedTokens> exchanged;

  RevokedTokenQueries(Audit audit, RevocationStore store, Supplier<ExchangedTokens> exchanged) {
    this.audit = audit;
    this.store = store;
    this.exchanged = exchanged;
  }

  /// Whether counting takes only a moment.
  boolean isQuick(Handle handle, BulkRevocation ending) {
    if (ending.family().isPresent()) {
      return audit.countTokensOfFamily(handle, ending.family().get(), QUICK_ROWS) < QUICK_ROWS;
    }
    var agent = ending.agentId();
    return audit.countRecentEvents(handle, agent, ending.at(), QUICK_TOKENS) < QUICK_TOKENS
        && store.countRows(handle, agent, ending.generation(), QUICK_TOKENS) < QUICK_TOKENS
        && store.countFamilies(handle, agent, ending.generation(), QUICK_ROWS) < QUICK_ROWS;
  }

  /// Without regard to [#countEndedWithOthers].
  long count(Handle handle, BulkRevocation ending) {
    var count =
        ending.family().isPresent()
            ? ofFamily(handle, ending, ending.family().get())
            : ofGeneration(handle, ending);
    return count - revokedWithSigningKeys(handle, ending);
  }

  /// How many of them had been revoked only with the key that signed them. A day after the
  /// withdrawal of a signing key there are none, and nothing is read.
  private long revokedWithSigningKeys(Handle handle, BulkRevocation ending) {
    if (ending.signingKeysRevokedBefore().isEmpty()) {
      return 0;
    }
    var count = 0L;
    var before = Audit.LAST_ID;
    List<UnexpiredToken> some;
    do {
      some =
          audit.unexpiredTokens(
              handle, ending.agentId(), ending.generation(), ending.at(), before, TOKEN_BATCH);
      var signed =
          some.stream()
              .filter(token -> token.isSignedBy(ending.signingKeysRevokedBefore()))
              .toList();
      if (!signed.isEmpty()) {
        count += countActive(handle, ending, signed);
      }
      before = some.isEmpty() ? before : some.getLast().id();
    } while (some.size() == TOKEN_BATCH);
    return count;
  }

  /// How many of the counted tokens had ended before with tokens that they were exchanged from.
  long countEndedWithOthers(Handle handle, BulkRevocation ending) {
    return countEndedWithOthers(handle, ending, ending.ended());
  }

  /// @param ended just now: what ends with these counts as active
  long countEndedWithOthers(Handle handle, BulkRevocation ending, EndedTokens ended) {
    return countEndedWithOthers(handle, ending, ended, Integer.MAX_VALUE).orElseThrow();
  }

  /// As [#countEndedWithOthers]; empty when the agent has exchanged too many tokens to look at
  /// while others wait.
  OptionalLong countEndedWithOthersIfFew(Handle handle, BulkRevocation ending) {
    return countEndedWithOthers(handle, ending, ending.ended(), QUICK_TOKENS);
  }

  private OptionalLong countEndedWithOthers(
      Handle handle, BulkRevocation ending, EndedTokens ended, int most) {
    if (ending.family().isPresent()) {
      // An exchanged token belongs to no refresh family.
      return OptionalLong.of(0);
    }
    var count = 0L;
    var read = 0L;
    var after = Audit.FIRST_ID;
    List<ExchangedToken> some;
    do {
      some =
          audit.exchangedBy(
              handle, ending.agentId(), ending.generation(), ending.at(), after, TOKEN_BATCH);
      if (!some.isEmpty()) {
        after = some.getLast().id();
        read += some.size();
        if (read > most) {
          return OptionalLong.empty();
        }
        count += countEndedWithOthers(handle, ending, ended, some);
      }
    } while (some.size() == TOKEN_BATCH);
    return OptionalLong.of(count);
  }

  private long countEndedWithOthers(
      Handle handle, BulkRevocation ending, EndedTokens just, List<ExchangedToken> tokens) {
    var counted =
        tokens.stream()
            .filter(token -> token.binding().map(ending::includes).orElse(ending.includesUnbound()))
            .filter(token -> !token.isSignedBy(ending.signingKeysRevokedBefore()))
            .toList();
    var ended = exchanged.get().filterEnded(handle, counted, just, ending.at());
    return ended.isEmpty()
        ? 0
        : ended.size() - store.filterRevokedBefore(handle, ended, List.of(), ending).size();
  }

  private long countActive(Handle handle, BulkRevocation ending, List<UnexpiredToken> tokens) {
    var families = tokens.stream().flatMap(token -> token.family().stream()).distinct().toList();
    var ended =
        store.filterRevokedBefore(
            handle, tokens.stream().map(UnexpiredToken::id).toList(), families, ending);
    return tokens.stream()
        .filter(token -> ending.family().isEmpty() || ending.family().equals(token.family()))
        .filter(token -> token.binding().map(ending::includes).orElse(ending.includesUnbound()))
        .filter(token -> !ended.contains(token.id()))
        // A family that is being revoked has not been revoked before.
        .filter(token ->
            ending.family().isPresent() || token.family().filter(ended::contains).isEmpty())
        .count();
  }

  private long ofFamily(Handle handle, BulkRevocation ending, String family) {
    var issued = issuedIn(handle, ending, List.of(family));
    var revoked =
        sum(
            ending,
            () -> store.countUnexpiredOfFamily(handle, family, ending.at()),
            () -> store.countUnexpiredBoundOfFamily(handle, family, ending.at()));
    return issued - revoked;
  }

  private long ofGeneration(Handle handle, BulkRevocation ending) {
    var agent = ending.agentId();
    var generation = ending.generation();
    var at = ending.at();
    var issued =
        sum(
            ending,
            () -> audit.countUnexpiredTokens(handle, agent, generation, at),
            () -> audit.countUnexpiredBoundTokens(handle, agent, generation, at));
    var revoked =
        sum(
            ending,
            () -> store.countUnexpired(handle, agent, generation, at),
            () -> store.countUnexpiredBound(handle, agent, generation, at));
    return issued - revoked - inRevokedFamilies(handle, ending);
  }

  /// The tokens of families that were revoked before, minus those revoked individually.
  private long inRevokedFamilies(Handle handle, BulkRevocation ending) {
    var issued = 0L;
    var after = "";
    List<String> families;
    do {
      families = store.familiesBefore(handle, ending, after, FAMILY_BATCH);
      if (!families.isEmpty()) {
        issued += issuedIn(handle, ending, families);
        after = families.getLast();
      }
    } while (families.size() == FAMILY_BATCH);
    return after.isEmpty()
        ? 0
        : issued
            - sum(
                ending,
                () -> store.countUnexpiredInFamiliesBefore(handle, ending),
                () -> store.countUnexpiredBoundInFamiliesBefore(handle, ending));
  }

  private long issuedIn(Handle handle, BulkRevocation ending, List<String> families) {
    return sum(
        ending,
        () -> audit.countUnexpiredTokensOfFamilies(handle, families, ending.at()),
        () -> audit.countUnexpiredBoundTokensOfFamilies(handle, families, ending.at()));
  }

  /// The given tokens that belong to the revoked set.
  ///
  /// @param all the number of tokens
  /// @param bound the number of tokens bound to each key
  private static long sum(
      BulkRevocation ending, LongSupplier all, Supplier<Map<TokenBinding, Long>> bound) {
    if (!ending.dependsOnBinding()) {
      return all.getAsLong();
    }
    var counts = bound.get();
    var among =
        counts.entrySet().stream()
            .filter(entry -> ending.includes(entry.getKey()))
            .mapToLong(Map.Entry::getValue)
            .sum();
    return ending.includesUnbound()
        ? all.getAsLong() - counts.values().stream().mapToLong(Long::longValue).sum() + among
        : among;
  }
}
