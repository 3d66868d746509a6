package dev.signet.cli;

import dev.signet.cli.CommandFailed.CommandExit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// A command that sends requests to the server. All of them take the same options for the server,
/// the key and JSON, and report a failure in one sentence on standard error.
final class Command implements Callable<Integer> {

  /// The work of a command; returns or throws its outcome.
  @FunctionalInterface
  interface CommandAction {
    CommandExit run(Invocation call);
  }

  private final CommandAction work;
  private final CommandEnvironment environment;
  private final CommandSpec spec;

  private Command(CommandAction work, CommandEnvironment around) {
    this.work = work;
    this.environment = around;
    this.spec = CommandSpec.wrapWithoutInspection(this);
  }

  /// @param takes its own options and arguments, besides the common ones
  static CommandSpec spec(
      String says, CommandAction work, CommandEnvironment around, ArgSpec... takes) {
    var spec = new Command(work, around).spec;
    spec.usageMessage().description(says);
    List.of(takes).forEach(spec::add);
    Connection.options().forEach(spec::addOption);
    spec.addOption(
        OptionSpec.builder("--json").description("Print the server's response unchanged.").build());
    return spec.addOption(help());
  }

  /// A command that sends no key to the server, or does not use a server.
  ///
  /// @param json the description of `--json`
  static CommandSpec withoutKey(
      String says, String json, CommandAction work, CommandEnvironment around, ArgSpec... takes) {
    var spec = new Command(work, around).spec;
    spec.usageMessage().description(says);
    List.of(takes).forEach(spec::add);
    spec.addOption(Connection.url());
    spec.addOption(Connection.allowPlainHttp());
    spec.addOption(OptionSpec.builder("--json").description(json).build());
    return spec.addOption(help());
  }

  /// A command that only groups subcommands.
  static CommandSpec group(String says) {
    var spec = CommandSpec.create();
    spec.usageMessage().description(says).synopsisSubcommandLabel("COMMAND");
    return spec.addOption(help());
  }

  private static OptionSpec help() {
    return OptionSpec.builder("-h", "--help")
        .usageHelp(true)
        .description("Print this help and exit.")
        .build();
  }

  static OptionSpec option(String name, String label, String says) {
    return OptionSpec.builder("--" + name)
        .type(String.class)
        .paramLabel(label)
        .description(says)
        .build();
  }

  static OptionSpec required(String name, String label, String says) {
    return OptionSpec.builder("--" + name)
        .type(String.class)
        .paramLabel(label)
        .required(true)
        .description(says)
        .build();
  }

  /// For a command whose response is shown only once: a lost response can be requested again.
  static OptionSpec idempotencyKey() {
    return option(
        Invocation.IDEMPOTENCY_KEY,
        "KEY",
        "The key of an earlier run whose response was lost, to get that response.");
  }

  /// An option that may be repeated.
  static OptionSpec repeatable(String name, String label, String says) {
    return OptionSpec.builder("--" + name)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("1")
        .paramLabel(label)
        .description(says)
        .build();
  }

  /// An option without a value.
  static OptionSpec flag(String name, String says) {
    return OptionSpec.builder("--" + name).description(says).build();
  }

  /// One or more arguments.
  static PositionalParamSpec arguments(String label, String says) {
    return PositionalParamSpec.builder()
        .index("0..*")
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("1..*")
        .required(true)
        .paramLabel(label)
        .description(says)
        .build();
  }

  static PositionalParamSpec argument(int index, String label, String says) {
    return PositionalParamSpec.builder()
        .index(Integer.toString(index))
        .type(String.class)
        .arity("1")
        .required(true)
        .paramLabel(label)
        .description(says)
        .build();
  }

  @Override
  public Integer call() {
    var line = spec.commandLine();
    try {
      return work.run(
              new Invocation(line.getParseResult(), environment, line.getOut(), line.getErr()))
          .code();
    } catch (CommandFailed failed) {
      line.getErr().println("signet: " + failed.getMessage());
      line.getErr().flush();
      return failed.exit().code();
    }
  }
}
