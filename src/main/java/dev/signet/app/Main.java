package dev.signet.app;

import dev.signet.cli.AdminCommands;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// The process: `signet dev|serve|doctor|rehearse`, and the administrator's commands.
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    var code = commandLine().execute(args);
    if (code != 0) {
      System.exit(code);
    }
  }

  static CommandLine commandLine() {
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
    AdminCommands.addTo(line);
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
