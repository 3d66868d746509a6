package dev.signet.delegation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.signet.delegation.Delegations.NarrowedDelegation;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A narrowed delegation in API responses.
///
/// @param endedTokens how many active tokens it no longer allows
/// @param counted false when there were too many tokens to count while others wait
record NarrowedDelegationView(
    @JsonUnwrapped DelegationView delegation,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long endedTokens,
    boolean counted) {

  static NarrowedDelegationView of(NarrowedDelegation narrowed, Instant now) {
    return new NarrowedDelegationView(
        DelegationView.of(narrowed.delegation(), now),
        narrowed.endedTokens().orElse(null),
        narrowed.endedTokens().isPresent());
  }
}
