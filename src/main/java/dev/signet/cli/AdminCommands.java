package dev.signet.cli;

import java.nio.file.Path;
import picocli.CommandLine;

/// The administrator's commands.
public final class AdminCommands {
  private AdminCommands() {}

  /// Adds them to the root command.
  public static void addTo(CommandLine root) {
    addTo(
        root, new Surroundings(System.getenv(), Path.of(""), System.in, System.out, isTerminal()));
  }

  // Error Prone holds that it is never null; with the JDK's own console it is.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    var console = System.console();
    return console != null && console.isTerminal();
  }

  static void addTo(CommandLine root, Surroundings around) {
    root.addSubcommand("keys", KeyCommands.spec(around));
    root.addSubcommand("operator-key", OperatorKeyCommands.spec(around));
    root.addSubcommand("agent", AgentCommands.spec(around));
    root.addSubcommand("invite", InviteCommands.spec(around));
    root.addSubcommand("audit", AuditCommands.spec(around));
    root.addSubcommand("scan", LeakCommands.scan(around));
    root.addSubcommand("leak", LeakCommands.leak(around));
  }
}
