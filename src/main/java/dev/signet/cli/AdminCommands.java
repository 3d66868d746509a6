package dev.signet.cli;

import picocli.CommandLine;

/// The administrator's commands.
public final class AdminCommands {
  private AdminCommands() {}

  /// Adds them to the root command.
  public static void addTo(CommandLine root) {}
}
