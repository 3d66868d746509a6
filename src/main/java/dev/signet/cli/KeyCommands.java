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
    return Command.group("Manage the keys that sign tokens.")
        .addSubcommand("list", Command.spec("List the signing keys.", KeyCommands::list, around))
        .addSubcommand(
            "rotate",
            Command.spec(
                "Sign with the next key from now on; tokens signed by the previous key stay valid.",
                KeyCommands::rotate,
                around,
                option("alg", "ALG", "Only rotate keys of this algorithm: RS256, ES256 or EdDSA."),
                flag(
                    "force",
                    "Rotate even if verifiers may not have the next key yet, because it was"
                        + " published less than five minutes ago."),
                idempotencyKey()))
        .addSubcommand(
            "withdraw",
            takingAnyKid(
                Command.spec(
                    "Withdraw a key that may have leaked, and revoke every token that it signed.",
                    KeyCommands::withdraw,
                    around,
                    argument(0, "KID", "The key's kid."),
                    option("reason", "TEXT", "The reason, for the audit log."))));
  }

  /// One kid in 64 begins with a hyphen but is not an option: `-h…` is not help.
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
                      ? ended.longValue() + " active tokens were revoked with it."
                      : "The audit log will show how many active tokens were revoked with it."));
          to.println("The signing key is now " + json.path("current").stringValue("") + ".");
        });
    return CommandExit.OK;
  }
}
