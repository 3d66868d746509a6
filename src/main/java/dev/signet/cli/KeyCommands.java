package dev.signet.cli;

import static dev.signet.cli.Command.idempotencyKey;
import static dev.signet.cli.Command.option;

import dev.signet.cli.Failed.Exit;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/// `signet keys`: the server's signing keys.
final class KeyCommands {
  private static final String KEYS = "/api/v1/keys";
  private static final View TABLE =
      View.table("kid", "alg", "status", "createdAt", "activatedAt", "retiredAt");

  private KeyCommands() {}

  static CommandSpec spec(Surroundings around) {
    return Command.group("The keys that tokens are signed with.")
        .addSubcommand("list", Command.spec("List them.", KeyCommands::list, around))
        .addSubcommand(
            "rotate",
            Command.spec(
                "Sign with the next key from now on; tokens of the last one stay good.",
                KeyCommands::rotate,
                around,
                option("alg", "ALG", "Only the keys of this algorithm: RS256, ES256 or EdDSA."),
                idempotencyKey()));
  }

  private static Exit list(Call call) {
    call.print(call.api().get(KEYS), TABLE);
    return Exit.OK;
  }

  private static Exit rotate(Call call) {
    call.print(call.postOnce(KEYS + "/rotate", call.object(Map.of("alg", "alg"))), TABLE);
    return Exit.OK;
  }
}
