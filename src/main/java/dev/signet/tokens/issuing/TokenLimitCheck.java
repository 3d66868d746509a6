package dev.signet.tokens.issuing;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.db.Tx;
import dev.signet.base.refusals.Refused;
import dev.signet.identity.quotas.TokenLimits;
import dev.signet.identity.quotas.TokenReservation;
import dev.signet.validity.replay.ReplayGuard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Counts the tokens of one transaction against the limits of their organizations. Test tokens do
/// not count. A request that is invalid whatever the limits (a refresh token or an authorization
/// code that was used before) is refused for that, so that its family is revoked.
final class TokenLimitCheck {
  private final TokenLimits limits;
  private final ReplayGuard replay;
  private final RefreshFamilies families;

  TokenLimitCheck(TokenLimits limits, ReplayGuard replay, RefreshFamilies families) {
    this.limits = limits;
    this.replay = replay;
    this.families = families;
  }

  /// The items of a transaction that count, by their index.
  final class Counted {
    private final TokenReservation reservation;
    private final List<Integer> indexes;

    /// For each item, the refusal if the limit was exceeded; empty if a token was reserved.
    private final List<Optional<Refused>> refusals = new ArrayList<>();

    private Counted(TokenReservation reservation, List<Integer> indexes) {
      this.reservation = reservation;
      this.indexes = indexes;
    }

    private void take(Tx tx, List<PendingIssuance> items, List<IssuanceOutcome> outcomes) {
      for (var i = 0; i < indexes.size(); i++) {
        var refused = reservation.take(i);
        refusals.add(refused);
        if (refused.isPresent() && !isInvalid(tx, items.get(indexes.get(i)))) {
          outcomes.set(indexes.get(i), new IssuanceOutcome.OverLimit(refused.get()));
        }
      }
      reservation.recordEvents();
    }

    /// Gives back what is not issued after all, and adds to the others what is left of the limits.
    void finish(List<IssuanceOutcome> outcomes) {
      for (var i = 0; i < indexes.size(); i++) {
        var isIssued = outcomes.get(indexes.get(i)) instanceof IssuanceOutcome.Committed;
        var refused = refusals.get(i);
        if (refused.isEmpty() && !isIssued) {
          reservation.giveBack(i);
        } else if (refused.isPresent() && isIssued) {
          // It was taken for invalid, and was not.
          outcomes.set(indexes.get(i), new IssuanceOutcome.OverLimit(refused.get()));
        }
      }
      for (var i = 0; i < indexes.size(); i++) {
        if (outcomes.get(indexes.get(i)) instanceof IssuanceOutcome.Committed(var rotatedAt, _)) {
          outcomes.set(
              indexes.get(i), new IssuanceOutcome.Committed(rotatedAt, reservation.nearlyUsed(i)));
        }
      }
    }
  }

  /// Takes a token for each item that is to be issued. Called before the transaction consumes or
  /// locks anything for the items.
  ///
  /// @param versions of the organizations that have ever had limits
  /// @return empty if no organization of these items has
  Optional<Counted> take(
      Tx tx,
      Map<OrganizationId, Long> versions,
      List<PendingIssuance> items,
      List<IssuanceOutcome> outcomes) {
    if (versions.isEmpty()) {
      return Optional.empty();
    }
    var indexes = new ArrayList<Integer>();
    var requests = new ArrayList<TokenLimits.Request>();
    for (var i = 0; i < items.size(); i++) {
      var item = items.get(i);
      if (outcomes.get(i) instanceof IssuanceOutcome.Committed
          && !item.event().isTest()
          && versions.containsKey(item.organization())) {
        indexes.add(i);
        requests.add(new TokenLimits.Request(item.organization(), item.at()));
      }
    }
    var counted = new Counted(limits.reserve(tx, versions, requests), indexes);
    counted.take(tx, items, outcomes);
    return Optional.of(counted);
  }

  private boolean isInvalid(Tx tx, PendingIssuance item) {
    return replay.isAnyConsumed(tx, item.uses())
        || item.presented()
            .filter(token -> !families.mayBeUsable(tx, item.agent(), token, item.at()))
            .isPresent();
  }
}
