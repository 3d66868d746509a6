package dev.signet.app;

import dev.signet.base.jose.CryptoProvider;
import dev.signet.cli.AdminCommands;
import java.nio.file.Path;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// The process: `signet dev|serve|doctor|rehearse`, and the administrator's commands.
public final class Main {
  private static final Set<String> SERVERS = Set.of("dev", "serve");

  private Main() {}

  public static void main(String[] args) {
    var starts = args.length > 0 && SERVERS.contains(args[0]);
    if (starts) {
      // Loading native code takes as long as building the command line and reading the settings.
      Thread.ofPlatform().daemon().name("crypto").start(CryptoProvider::preload);
    }
    var code = (starts ? serverLine() : commandLine()).execute(args);
    if (code != 0) {
      System.exit(code);
    }
  }

  /// All commands.
  static CommandLine commandLine() {
    var line = serverLine();
    AdminCommands.addTo(line);
    return line;
  }

  /// All commands, isolated from any other server on this machine.
  ///
  /// @param folder the directory that the administrator's commands see instead of the working
  ///   directory
  static CommandLine isolatedCommandLine(Path folder) {
    var line = serverLine();
    AdminCommands.addIsolated(line, folder);
    return line;
  }

  /// Without the administrator's commands, so that the start of a server need not wait for them.
  private static CommandLine serverLine() {
    var root = CommandSpec.create().name("signet");
    root.usageMessage().description("The identity provider for AI agents.");
    root.versionProvider(() -> new String[] {"signet " + Version.current()});
    root.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("Print the version and exit.")
            .build());
    root.addOption(StartCommand.help());
    root.addSubcommand("dev", StartCommand.spec(Config.Posture.DEV));
    root.addSubcommand("serve", StartCommand.spec(Config.Posture.SERVE));
    root.addSubcommand("doctor", DoctorCommand.spec());
    root.addSubcommand("rehearse", Rehearsal.spec());
    var line = new CommandLine(root);
    line.setExecutionStrategy(Main::execute);
    return line;
  }

  private static int execute(ParseResult parsed) {
    var helped = CommandLine.executeHelpRequest(parsed);
    if (helped != null) {
      return helped;
    }
    var line = parsed.commandSpec().commandLine();
    if (!parsed.hasSubcommand()) {
      line.usage(line.getErr());
      return CommandLine.ExitCode.USAGE;
    }
    var command = parsed.subcommand();
    return switch (command.commandSpec().name()) {
      case "dev" -> StartCommand.run(Config.Posture.DEV, command, line.getOut(), line.getErr());
      case "serve" -> StartCommand.run(Config.Posture.SERVE, command, line.getOut(), line.getErr());
      case "doctor" -> DoctorCommand.run(command, line.getOut(), line.getErr());
      case "rehearse" -> Rehearsal.run(line.getErr());
      default -> new CommandLine.RunLast().execute(parsed);
    };
  }
}
