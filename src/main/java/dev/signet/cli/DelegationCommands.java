package dev.signet.cli;

import static dev.signet.cli.Command.argument;
import static dev.signet.cli.Command.idempotencyKey;
import static dev.signet.cli.Command.option;
import static dev.signet.cli.Command.repeatable;
import static dev.signet.cli.Command.required;

import dev.signet.cli.CommandFailed.CommandExit;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import tools.jackson.databind.node.ObjectNode;

/// `signet delegation`: what agents lend each other.
final class DelegationCommands {
  private static final String DELEGATIONS = "/api/v1/delegations";

  private DelegationCommands() {}

  static CommandSpec spec(CommandEnvironment around) {
    return Command.group("Manage delegations, by which an agent lends rights to another one.")
        .addSubcommand(
            "create",
            Command.spec(
                "Lend rights of one agent to another one.",
                DelegationCommands::create,
                around,
                required("subject", "AGENT", "The agent that lends, by its id or client id."),
                required("actor", "AGENT", "The agent that may act for it."),
                repeatable("scope", "SCOPE", "A scope to lend."),
                repeatable(
                    "resource",
                    "URI",
                    "A resource that the tokens may be for, compared character by character; by"
                        + " default the server itself."),
                option(
                    "max-hops",
                    "N",
                    "How many agents may act below the subject, 1 to 8, the actor counted; by"
                        + " default 1."),
                option("token-lifetime", "SECONDS", "The longest lifetime of a token."),
                option(
                    "expires-at", "TIME", "When it expires, in RFC 3339; by default in 30 days."),
                option("purpose", "TEXT", "A note."),
                idempotencyKey()))
        .addSubcommand(
            "list",
            Command.spec(
                "List delegations, the newest first.",
                DelegationCommands::list,
                around,
                option("subject", "AGENT", "Only delegations of this agent to others."),
                option("actor", "AGENT", "Only delegations to this agent."),
                option("status", "STATUS", "Only active, revoked or expired ones."),
                option("organization", "ID", "Only delegations of this organization."),
                option("page", "N", "The page; by default the first."),
                option("limit", "N", "Delegations per page, up to 100."),
                option(
                    "after", "CURSOR", "Only delegations older than the page with this cursor.")))
        .addSubcommand(
            "get",
            Command.spec("Show a delegation.", DelegationCommands::get, around, delegationId()))
        .addSubcommand(
            "narrow",
            Command.spec(
                "Narrow a delegation, also for the tokens that were issued through it.",
                DelegationCommands::narrow,
                around,
                delegationId(),
                repeatable("scope", "SCOPE", "A scope that stays; the others end."),
                repeatable("resource", "URI", "A resource that stays; the others end."),
                option("max-hops", "N", "How many agents may act below the subject."),
                option("token-lifetime", "SECONDS", "The longest lifetime of a token."),
                option("expires-at", "TIME", "When it expires, in RFC 3339."),
                option("purpose", "TEXT", "A note.")))
        .addSubcommand(
            "blast-radius",
            Command.spec(
                "Preview how many tokens of how many agents revoking a delegation would end.",
                DelegationCommands::blastRadius,
                around,
                delegationId()))
        .addSubcommand(
            "revoke",
            Command.spec(
                "Permanently revoke a delegation, and every token that was issued through it.",
                DelegationCommands::revoke,
                around,
                delegationId(),
                option("reason", "TEXT", "The reason, for the audit log.")));
  }

  private static PositionalParamSpec delegationId() {
    return argument(0, "DELEGATION_ID", "The delegation's id.");
  }

  private static CommandExit create(Invocation call) {
    var body = terms(call);
    call.option("subject").ifPresent(subject -> body.put("subject", subject));
    call.option("actor").ifPresent(actor -> body.put("actor", actor));
    call.print(call.postIdempotent(DELEGATIONS, body), ResponseView.lines());
    return CommandExit.OK;
  }

  private static CommandExit list(Invocation call) {
    var path =
        call.path(
            DELEGATIONS,
            Map.of(
                "subject", "subject",
                "actor", "actor",
                "status", "status",
                "organization", "organizationId",
                "page", "page",
                "limit", "limit",
                "after", "after"));
    call.print(
        call.api().get(path),
        ResponseView.table(
            "delegationId", "subject", "actor", "scopes", "maxHops", "status", "expiresAt"));
    return CommandExit.OK;
  }

  private static CommandExit get(Invocation call) {
    call.print(call.api().get(delegation(call)), ResponseView.lines());
    return CommandExit.OK;
  }

  private static CommandExit narrow(Invocation call) {
    call.print(call.api().patch(delegation(call), terms(call)), ResponseView.lines());
    return CommandExit.OK;
  }

  private static CommandExit blastRadius(Invocation call) {
    call.print(call.api().get(delegation(call) + "/blast-radius"), ResponseView.lines());
    return CommandExit.OK;
  }

  private static CommandExit revoke(Invocation call) {
    var body = call.object(Map.of("reason", "reason"));
    call.print(call.api().delete(delegation(call), body), ResponseView.lines());
    return CommandExit.OK;
  }

  /// The terms that are given as options.
  private static ObjectNode terms(Invocation call) {
    var body = call.object(Map.of("expires-at", "expiresAt", "purpose", "purpose"));
    call.integer("max-hops").ifPresent(hops -> body.put("maxHops", hops));
    call.integer("token-lifetime").ifPresent(seconds -> body.put("tokenLifetimeSeconds", seconds));
    Map.of("scope", "scopes", "resource", "resources")
        .forEach((option, member) -> {
          var values = call.options(option);
          if (!values.isEmpty()) {
            values.forEach(body.putArray(member)::add);
          }
        });
    return body;
  }

  private static String delegation(Invocation call) {
    return DELEGATIONS + "/" + call.segment(0);
  }
}
