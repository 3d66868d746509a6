package dev.signet.webhooks;

import java.util.List;

/// The versions of the message format. Members may be added within a version; removing or changing
/// one makes a new version, and the earlier one is rendered for twelve months.
final class MessageVersion {
  static final String CURRENT = "2026-12-01";
  static final List<String> ALL = List.of(CURRENT);

  private MessageVersion() {}
}
