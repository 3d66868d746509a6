package dev.signet.console;

import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Agents;
import dev.signet.web.http.Request;
import java.util.OptionalLong;

/// How many living tokens something would end. Counting them may be long, and what ends them must
/// not wait for it: whoever asks is told so, and gets the form.
///
/// @param count empty when it could not be taken just now
record Living(OptionalLong count) {

  static Living of(Agent agent, Agents agents, Request request) {
    try {
      return new Living(OptionalLong.of(agents.livingTokens(agent.id(), request.origin())));
    } catch (Refused refused) {
      if (!(refused.refusal() instanceof Refusal.Unavailable)) {
        throw refused;
      }
      return new Living(OptionalLong.empty());
    }
  }

  /// How many, such as `17 living tokens`.
  String counted() {
    return count.isPresent()
        ? Times.counted(count.getAsLong(), "living token")
        : "All living tokens";
  }

  boolean isOne() {
    return count.isPresent() && count.getAsLong() == 1;
  }

  /// What to add to the sentence; nothing when the count is known.
  String unknown() {
    return count.isPresent() ? "" : " (how many they are could not be counted just now)";
  }

  /// `17 living tokens of it end at once`
  String end() {
    return counted() + " of it " + (isOne() ? "ends" : "end") + " at once" + unknown();
  }
}
