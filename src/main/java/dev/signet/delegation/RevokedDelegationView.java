package dev.signet.delegation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.signet.delegation.Delegations.RevokedDelegation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A revoked delegation in API responses.
///
/// @param byDepth how many of the tokens were at each level below it, the nearest first
/// @param counted false when there were too many tokens to count while others wait
record RevokedDelegationView(
    @JsonUnwrapped DelegationView delegation,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long revokedTokenCount,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long agentCount,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Long> byDepth,
    boolean counted) {

  static RevokedDelegationView of(RevokedDelegation revoked, Instant now) {
    var ended = revoked.descendants();
    return new RevokedDelegationView(
        DelegationView.of(revoked.delegation(), now),
        ended.map(Descendants::tokens).orElse(null),
        ended.map(Descendants::agents).orElse(null),
        ended.map(Descendants::byDepth).orElse(null),
        ended.isPresent());
  }
}
