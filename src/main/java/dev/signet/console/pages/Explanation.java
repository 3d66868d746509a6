package dev.signet.console.pages;

import dev.signet.identity.agents.Agent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What came of looking at something that was pasted.
///
/// @param kind it is: `An access token`
/// @param state the badge: `alive`, `dead` or `unknown`
/// @param verdict in one sentence
/// @param otherReasons what would have ended it as well
/// @param facts what is known of it
/// @param agent whose it is, if it is an agent's
/// @param decoded what it says, if it can be read
/// @param isVerified whether what it says is proved to be ours
record Explanation(
    String kind,
    String state,
    String verdict,
    List<String> otherReasons,
    List<Fact> facts,
    @Nullable Agent agent,
    @Nullable DecodedToken decoded,
    boolean isVerified) {

  /// @param time for a time
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
