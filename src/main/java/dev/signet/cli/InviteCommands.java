package dev.signet.cli;

import static dev.signet.cli.Command.argument;
import static dev.signet.cli.Command.idempotencyKey;
import static dev.signet.cli.Command.option;

import dev.signet.cli.CommandFailed.CommandExit;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/// `signet invite`: invites, with which agents register themselves.
final class InviteCommands {
  private static final String INVITES = "/api/v1/invites";

  private InviteCommands() {}

  static CommandSpec spec(CommandEnvironment around) {
    return Command.group("Manage invites, with which agents register themselves.")
        .addSubcommand(
            "create",
            Command.spec(
                "Create an invite. Its token is shown only once.",
                InviteCommands::create,
                around,
                option("name", "NAME", "Its purpose."),
                option("organization", "ID", "The organization of the agents that use it."),
                option("max-uses", "N", "How many agents may use it; by default one."),
                option(
                    "expires-at",
                    "TIME",
                    "When it expires, in RFC 3339; by default in seven days."),
                idempotencyKey()))
        .addSubcommand(
            "list",
            Command.spec(
                "List invites, the newest first.",
                InviteCommands::list,
                around,
                option("page", "N", "The page; by default the first."),
                option("limit", "N", "Invites per page, up to 100.")))
        .addSubcommand(
            "revoke",
            Command.spec(
                "Revoke an invite.",
                InviteCommands::revoke,
                around,
                argument(0, "INVITE_ID", "The invite's id.")));
  }

  private static CommandExit create(Invocation call) {
    var body =
        call.object(
            Map.of("name", "name", "organization", "organizationId", "expires-at", "expiresAt"));
    call.integer("max-uses").ifPresent(uses -> body.put("maxUses", uses));
    call.printSecret(call.postIdempotent(INVITES, body), "inviteId", "inviteToken");
    return CommandExit.OK;
  }

  private static CommandExit list(Invocation call) {
    var path = call.path(INVITES, Map.of("page", "page", "limit", "limit"));
    call.print(
        call.api().get(path),
        ResponseView.table(
            "inviteId", "name", "status", "uses", "maxUses", "createdAt", "expiresAt"));
    return CommandExit.OK;
  }

  private static CommandExit revoke(Invocation call) {
    call.api().delete(INVITES + "/" + call.segment(0));
    call.printMessage("Revoked");
    return CommandExit.OK;
  }
}
