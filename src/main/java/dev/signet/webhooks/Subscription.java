package dev.signet.webhooks;

import dev.signet.base.fetch.PostUrl;
import java.util.List;

/// What a webhook receives, where, and how.
///
/// @param name unique within the organization
/// @param agentIds the agents to whose events it is limited; empty when it is not limited
public record Subscription(
    String name, PostUrl url, EventPatterns events, List<String> agentIds, Options options) {
  public Subscription {
    agentIds = List.copyOf(agentIds);
  }

  Subscription withoutOrigin() {
    return new Subscription(
        name,
        url,
        events,
        agentIds,
        new Options(
            options.ordered(),
            options.includeTokens(),
            false,
            options.spelling(),
            options.version()));
  }

  /// How messages are sent.
  ///
  /// @param ordered whether deliveries are sent one at a time, in order
  /// @param includeTokens whether digests of issued tokens are sent
  /// @param includeOrigin whether messages contain the IP address and the user agent of the caller
  /// @param spelling of the members of messages
  /// @param version of the message format, pinned until it is changed
  public record Options(
      boolean ordered,
      boolean includeTokens,
      boolean includeOrigin,
      Spelling spelling,
      String version) {
    public static final Options DEFAULT =
        new Options(false, false, false, Spelling.CAMEL, MessageVersion.CURRENT);
  }

  /// How the members of messages are spelled: `agentId` or `agent_id`.
  public enum Spelling {
    CAMEL,
    SNAKE
  }

  /// The host of the URL; the rest may contain a secret of the receiver.
  public String host() {
    return url.host();
  }

  /// The whole URL, for those who manage the webhook.
  public String urlText() {
    return url.toString();
  }
}
