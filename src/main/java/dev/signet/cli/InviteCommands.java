package dev.signet.cli;

import static dev.signet.cli.Command.argument;
import static dev.signet.cli.Command.idempotencyKey;
import static dev.signet.cli.Command.option;

import dev.signet.cli.CommandFailed.CommandExit;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/// `signet invite`: what lets an agent register itself.
final class InviteCommands {
  private static final String INVITES = "/api/v1/invites";

  private InviteCommands() {}

  static CommandSpec spec(CommandEnvironment around) {
    return Command.group("What lets agents register themselves.")
        .addSubcommand(
            "create",
            Command.spec(
                "Make an invite. Its token is shown this once.",
                InviteCommands::create,
                around,
                option("name", "NAME", "What it is for."),
                option("organization", "ID", "Where its agents are put."),
                option("max-uses", "N", "How many agents it lets in; one when not set."),
                option("expires-at", "TIME", "When it ends, in RFC 3339; seven days when not set."),
                idempotencyKey()))
        .addSubcommand(
            "list",
            Command.spec(
                "List the invites, the newest first.",
                InviteCommands::list,
                around,
                option("page", "N", "Which page; the first when not set."),
                option("limit", "N", "How many a page has, up to 100.")))
        .addSubcommand(
            "revoke",
            Command.spec(
                "End an invite.",
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
