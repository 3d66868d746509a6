package dev.signet.cli;

import static dev.signet.cli.Command.argument;
import static dev.signet.cli.Command.flag;
import static dev.signet.cli.Command.idempotencyKey;
import static dev.signet.cli.Command.option;

import dev.signet.cli.CommandFailed.CommandExit;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// `signet keys`: the server's signing keys.
final class KeyCommands {
  private static final String KEYS = "/api/v1/keys";
  private static final ResponseView TABLE =
      ResponseView.table("kid", "alg", "status", "createdAt", "activatedAt", "retiredAt");

  private KeyCommands() {}

  static CommandSpec spec(CommandEnvironment around) {
    return Command.group("The keys that tokens are signed with.")
        .addSubcommand("list", Command.spec("List them.", KeyCommands::list, around))
        .addSubcommand(
            "rotate",
            Command.spec(
                "Sign with the next key from now on; tokens of the last one stay good.",
                KeyCommands::rotate,
                around,
                option("alg", "ALG", "Only the keys of this algorithm: RS256, ES256 or EdDSA."),
                flag(
                    "force",
                    "Even if verifiers may not have the next key yet, as it was published less than"
                        + " five minutes ago."),
                idempotencyKey()))
        .addSubcommand(
            "withdraw",
            takingAnyKid(
                Command.spec(
                    "Withdraw a key that may have leaked, and end every token that it signed.",
                    KeyCommands::withdraw,
                    around,
                    argument(0, "KID", "The key's kid."),
                    option("reason", "TEXT", "Why, for the audit log."))));
  }

  /// One kid in 64 begins with a hyphen, and is not an option all the same: `-h…` is not help.
  private static CommandSpec takingAnyKid(CommandSpec spec) {
    spec.parser()
        .unmatchedOptionsArePositionalParams(true)
        .posixClusteredShortOptionsAllowed(false);
    spec.remove(spec.findOption("-h"));
    return spec.addOption(
        OptionSpec.builder("--help")
            .usageHelp(true)
            .description("Print this help and exit.")
            .build());
  }

  private static CommandExit list(Invocation call) {
    call.print(call.api().get(KEYS), TABLE);
    return CommandExit.OK;
  }

  private static CommandExit rotate(Invocation call) {
    var body = call.object(Map.of("alg", "alg"));
    if (call.has("force")) {
      body.put("force", true);
    }
    call.print(call.postIdempotent(KEYS + "/rotate", body), TABLE);
    return CommandExit.OK;
  }

  private static CommandExit withdraw(Invocation call) {
    var path = call.path(KEYS + "/" + call.segment(0), Map.of("reason", "reason"));
    call.print(
        call.api().deleteWithResponse(path),
        (json, to) -> {
          var ended = json.path("revokedTokenCount");
          to.println(
              "Withdrawn. "
                  + (ended.isNumber()
                      ? ended.longValue() + " active tokens ended with it."
                      : "The audit log will say how many active tokens ended with it."));
          to.println("Now " + json.path("current").stringValue("") + " signs.");
        });
    return CommandExit.OK;
  }
}
