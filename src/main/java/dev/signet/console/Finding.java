package dev.signet.console;

import dev.signet.identity.agents.Agent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What came of looking at something that was pasted.
///
/// @param what it is: `An access token`
/// @param state the badge: `alive`, `dead` or `unknown`
/// @param verdict in one sentence
/// @param also what would have ended it as well
/// @param facts what is known of it
/// @param agent whose it is, if it is an agent's
/// @param decoded what it says, if it can be read
/// @param trusted whether what it says is proved to be ours
record Finding(
    String what,
    String state,
    String verdict,
    List<String> also,
    List<Fact> facts,
    @Nullable Agent agent,
    @Nullable Decoded decoded,
    boolean trusted) {

  /// @param time for a time
  record Fact(String name, String value, Optional<Instant> time) {
    static Fact of(String name, String value) {
      return new Fact(name, value, Optional.empty());
    }

    static Fact at(String name, Instant time) {
      return new Fact(name, "", Optional.of(time));
    }
  }

  Finding {
    also = List.copyOf(also);
    facts = List.copyOf(facts);
  }
}
