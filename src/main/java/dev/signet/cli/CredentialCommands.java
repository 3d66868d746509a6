package dev.signet.cli;

import static dev.signet.cli.Command.argument;
import static dev.signet.cli.Command.idempotencyKey;
import static dev.signet.cli.Command.option;

import dev.signet.cli.CommandFailed.CommandExit;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// `signet agent credential`: the credentials of agents.
final class CredentialCommands {

  private CredentialCommands() {}

  static CommandSpec spec(CommandEnvironment around) {
    return Command.group("Manage the credentials of an agent.")
        .addSubcommand(
            "generate",
            Command.spec(
                "Create a credential. Its secret is shown only once.",
                CredentialCommands::generate,
                around,
                agentId(),
                expiresAt(),
                idempotencyKey()))
        .addSubcommand(
            "list",
            Command.spec(
                "List an agent's credentials.",
                CredentialCommands::list,
                around,
                agentId(),
                option("status", "STATUS", "Only active or revoked credentials."),
                option("page", "N", "The page; by default the first."),
                option("limit", "N", "Credentials per page, up to 100.")))
        .addSubcommand(
            "rotate",
            Command.spec(
                "Replace the secret of a credential.",
                CredentialCommands::rotate,
                around,
                agentId(),
                credentialId(),
                expiresAt(),
                option(
                    "overlap-seconds",
                    "SECONDS",
                    "How long the old secret stays valid; by default it is revoked at once."),
                idempotencyKey()))
        .addSubcommand(
            "revoke",
            Command.spec(
                "Permanently revoke a credential.",
                CredentialCommands::revoke,
                around,
                agentId(),
                credentialId()));
  }

  private static PositionalParamSpec agentId() {
    return argument(0, "AGENT_ID", "The agent's id.");
  }

  private static PositionalParamSpec credentialId() {
    return argument(1, "CREDENTIAL_ID", "The credential's id.");
  }

  private static OptionSpec expiresAt() {
    return option("expires-at", "TIME", "When it expires, in RFC 3339.");
  }

  private static CommandExit generate(Invocation call) {
    var answer = call.postIdempotent(all(call), call.object(Map.of("expires-at", "expiresAt")));
    call.printSecret(answer, "credentialId", "clientSecret");
    return CommandExit.OK;
  }

  private static CommandExit list(Invocation call) {
    var path = call.path(all(call), Map.of("status", "status", "page", "page", "limit", "limit"));
    call.print(
        call.api().get(path),
        ResponseView.table("credentialId", "status", "createdAt", "expiresAt", "revokedAt"));
    return CommandExit.OK;
  }

  private static CommandExit rotate(Invocation call) {
    var body = call.object(Map.of("expires-at", "expiresAt"));
    call.integer("overlap-seconds").ifPresent(seconds -> body.put("overlapSeconds", seconds));
    call.printSecret(
        call.postIdempotent(one(call) + "/rotate", body), "credentialId", "clientSecret");
    return CommandExit.OK;
  }

  private static CommandExit revoke(Invocation call) {
    call.api().delete(one(call));
    call.printMessage("Revoked");
    return CommandExit.OK;
  }

  private static String all(Invocation call) {
    return "/api/v1/agents/" + call.segment(0) + "/credentials";
  }

  private static String one(Invocation call) {
    return all(call) + "/" + call.segment(1);
  }
}
