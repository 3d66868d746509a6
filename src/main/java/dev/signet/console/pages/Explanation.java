package dev.signet.console.pages;

import dev.signet.identity.agents.Agent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The explanation of a pasted text.
///
/// @param kind what it is: `An access token`
/// @param state the badge: `active`, `inactive` or `unknown`
/// @param verdict the result in one sentence
/// @param otherReasons other reasons for which it would be inactive
/// @param facts details
/// @param agent the agent that it belongs to, if any
/// @param decoded its header and claims, if it can be decoded
/// @param isVerified whether this server signed or issued it
record Explanation(
    String kind,
    String state,
    String verdict,
    List<String> otherReasons,
    List<Fact> facts,
    @Nullable Agent agent,
    @Nullable DecodedToken decoded,
    boolean isVerified) {

  /// @param time the value as a time, if it is one
  record Fact(String name, String value, Optional<Instant> time) {
    static Fact of(String name, String value) {
      return new Fact(name, value, Optional.empty());
    }

    static Fact at(String name, Instant time) {
      return new Fact(name, "", Optional.of(time));
    }
  }

  Explanation {
    otherReasons = List.copyOf(otherReasons);
    facts = List.copyOf(facts);
  }
}
