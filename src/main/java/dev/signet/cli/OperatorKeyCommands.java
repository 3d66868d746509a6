package dev.signet.cli;

import static dev.signet.cli.Command.argument;
import static dev.signet.cli.Command.idempotencyKey;
import static dev.signet.cli.Command.option;
import static dev.signet.cli.Command.repeatable;
import static dev.signet.cli.Command.required;

import dev.signet.base.json.Json;
import dev.signet.cli.CommandFailed.CommandExit;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// `signet operator-key`: the keys of operators.
final class OperatorKeyCommands {
  private static final String KEYS = "/api/v1/operator-keys";

  private OperatorKeyCommands() {}

  static CommandSpec spec(CommandEnvironment around) {
    return Command.group("Manage operator keys.")
        .addSubcommand(
            "create",
            Command.spec(
                "Create an operator key. Its secret is shown only once.",
                OperatorKeyCommands::create,
                around,
                required("name", "NAME", "Its purpose."),
                repeatable(
                    "scope",
                    "SCOPE",
                    "A scope that it has, such as agents:write; * for all scopes."),
                option("expires-at", "TIME", "When it expires, in RFC 3339."),
                option("organization", "ID", "Only for this organization."),
                idempotencyKey()))
        .addSubcommand(
            "list",
            Command.spec(
                "List operator keys, the newest first.",
                OperatorKeyCommands::list,
                around,
                option("status", "STATUS", "Only active, expired or revoked keys."),
                option("page", "N", "The page; by default the first."),
                option("limit", "N", "Keys per page, up to 100.")))
        .addSubcommand(
            "rotate",
            Command.spec(
                "Replace the secret of an operator key; the old one is revoked at once.",
                OperatorKeyCommands::rotate,
                around,
                keyId(),
                idempotencyKey()))
        .addSubcommand(
            "revoke",
            Command.spec(
                "Permanently revoke an operator key.",
                OperatorKeyCommands::revoke,
                around,
                keyId()));
  }

  private static PositionalParamSpec keyId() {
    return argument(0, "KEY_ID", "The key's id.");
  }

  private static CommandExit create(Invocation call) {
    var body =
        call.object(
            Map.of("name", "name", "expires-at", "expiresAt", "organization", "organizationId"));
    var scopes = body.putArray("scopes");
    call.options("scope").forEach(scopes::add);
    call.printSecret(call.postIdempotent(KEYS, body), "keyId", "secret");
    return CommandExit.OK;
  }

  private static CommandExit list(Invocation call) {
    var path = call.path(KEYS, Map.of("status", "status", "page", "page", "limit", "limit"));
    call.print(
        call.api().get(path),
        ResponseView.table(
            "keyId", "name", "status", "scopes", "createdAt", "lastUsedAt", "expiresAt"));
    return CommandExit.OK;
  }

  private static CommandExit rotate(Invocation call) {
    var answer = call.postIdempotent(KEYS + "/" + call.segment(0) + "/rotate", Json.object());
    call.printSecret(answer, "keyId", "secret");
    return CommandExit.OK;
  }

  private static CommandExit revoke(Invocation call) {
    call.api().delete(KEYS + "/" + call.segment(0));
    call.printMessage("Revoked");
    return CommandExit.OK;
  }
}
