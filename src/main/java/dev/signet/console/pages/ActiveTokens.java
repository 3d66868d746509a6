package dev.signet.console.pages;

import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.console.parts.TimeFormat;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Agents;
import dev.signet.web.http.Request;
import java.util.OptionalLong;

/// The number of active tokens that an action would revoke. Counting can take long, and the action
/// must not wait for it: if the count is not available, the page says so and still has the form.
///
/// @param count empty if it could not be determined now
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

  /// The number in words, such as `17 active tokens`.
  String countText() {
    return count.isPresent()
        ? TimeFormat.quantity(count.getAsLong(), "active token")
        : "All active tokens";
  }

  boolean isOne() {
    return count.isPresent() && count.getAsLong() == 1;
  }

  /// An addition to the sentence if the count is not known; otherwise empty.
  String uncountedNote() {
    return count.isPresent() ? "" : " (they could not be counted right now)";
  }

  /// `17 active tokens of this agent are revoked at once`
  String endSentence() {
    return countText()
        + " of this agent "
        + (isOne() ? "is" : "are")
        + " revoked at once"
        + uncountedNote();
  }
}
