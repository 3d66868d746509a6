package dev.signet.console.pages;

import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.console.parts.TimeFormat;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Agents;
import dev.signet.web.http.Request;
import java.util.OptionalLong;

/// How many living tokens something would end. Counting them may be long, and what ends them must
/// not wait for it: whoever asks is told so, and gets the form.
///
/// @param count empty when it could not be taken just now
record ActiveTokens(OptionalLong count) {

  static ActiveTokens of(Agent agent, Agents agents, Request request) {
    try {
      return new ActiveTokens(
          OptionalLong.of(agents.countActiveTokens(agent.id(), request.context())));
    } catch (Refused refused) {
      if (!(refused.refusal() instanceof Refusal.ServiceUnavailable)) {
        throw refused;
      }
      return new ActiveTokens(OptionalLong.empty());
    }
  }

  /// How many, such as `17 living tokens`.
  String countText() {
    return count.isPresent()
        ? TimeFormat.quantity(count.getAsLong(), "living token")
        : "All living tokens";
  }

  boolean isOne() {
    return count.isPresent() && count.getAsLong() == 1;
  }

  /// What to add to the sentence; nothing when the count is known.
  String uncountedNote() {
    return count.isPresent() ? "" : " (how many they are could not be counted just now)";
  }

  /// `17 living tokens of it end at once`
  String endSentence() {
    return countText() + " of it " + (isOne() ? "ends" : "end") + " at once" + uncountedNote();
  }
}
