package dev.signet.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;

/// The administrator's commands.
public final class AdminCommands {
  private AdminCommands() {}

  /// Adds them to the root command.
  public static void addTo(CommandLine root) {
    addTo(
        root,
        new CommandEnvironment(System.getenv(), Path.of(""), System.in, System.out, isTerminal()));
  }

  /// Adds them to the root command, isolated from any server that runs here: the commands see
  /// neither the environment nor the working directory of the process.
  ///
  /// @param folder the directory that they see instead
  public static void addIsolated(CommandLine root, Path folder) {
    addTo(
        root,
        new CommandEnvironment(
            Map.of(),
            folder,
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            false));
  }

  // Error Prone assumes that it is never null; with the JDK's own console it is.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    var console = System.console();
    return console != null && console.isTerminal();
  }

  static void addTo(CommandLine root, CommandEnvironment around) {
    root.addSubcommand("keys", KeyCommands.spec(around));
    root.addSubcommand("operator-key", OperatorKeyCommands.spec(around));
    root.addSubcommand("agent", AgentCommands.spec(around));
    root.addSubcommand("delegation", DelegationCommands.spec(around));
    root.addSubcommand("resource", ResourceCommands.spec(around));
    root.addSubcommand("organization", OrganizationCommands.spec(around));
    root.addSubcommand("invite", InviteCommands.spec(around));
    root.addSubcommand("audit", AuditCommands.spec(around));
    root.addSubcommand("scan", LeakCommands.scan(around));
    root.addSubcommand("leak", LeakCommands.leak(around));
  }
}
