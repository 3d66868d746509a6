package dev.signet.cli;

import static dev.signet.cli.Command.argument;
import static dev.signet.cli.Command.option;
import static dev.signet.cli.Command.required;

import dev.signet.base.json.Json;
import dev.signet.cli.CommandFailed.CommandExit;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// `signet organization`: organizations, and their suspension.
final class OrganizationCommands {
  private static final String ORGANIZATIONS = "/api/v1/organizations";

  private OrganizationCommands() {}

  static CommandSpec spec(CommandEnvironment around) {
    return Command.group("Manage organizations.")
        .addSubcommand(
            "create",
            Command.spec(
                "Create an organization.",
                OrganizationCommands::create,
                around,
                required("name", "NAME", "Its name."),
                required("slug", "SLUG", "Its name in URLs, which never changes.")))
        .addSubcommand(
            "list",
            Command.spec(
                "List organizations, the newest first.",
                OrganizationCommands::list,
                around,
                option("page", "N", "The page; by default the first."),
                option("limit", "N", "Organizations per page, up to 100.")))
        .addSubcommand(
            "get",
            Command.spec(
                "Show an organization.", OrganizationCommands::get, around, organizationId()))
        .addSubcommand(
            "effect",
            Command.spec(
                "Preview the effect of suspending an organization.",
                OrganizationCommands::effect,
                around,
                organizationId()))
        .addSubcommand(
            "suspend",
            Command.spec(
                "Suspend an organization: its agents get no more tokens, and all their tokens are"
                    + " revoked at once.",
                OrganizationCommands::suspend,
                around,
                organizationId(),
                option("reason", "TEXT", "The reason, for the audit log.")))
        .addSubcommand(
            "reactivate",
            Command.spec(
                "Reactivate a suspended organization; the old tokens stay revoked.",
                OrganizationCommands::reactivate,
                around,
                organizationId()))
        .addSubcommand(
            "delete",
            Command.spec(
                "Delete an organization whose agents are all decommissioned.",
                OrganizationCommands::delete,
                around,
                organizationId()));
  }

  private static PositionalParamSpec organizationId() {
    return argument(0, "ORGANIZATION_ID", "The organization's id.");
  }

  private static String organization(Invocation call) {
    return ORGANIZATIONS + "/" + call.segment(0);
  }

  private static CommandExit create(Invocation call) {
    var body = call.object(Map.of("name", "name", "slug", "slug"));
    call.print(call.api().post(ORGANIZATIONS, body), ResponseView.lines());
    return CommandExit.OK;
  }

  private static CommandExit list(Invocation call) {
    var path = call.path(ORGANIZATIONS, Map.of("page", "page", "limit", "limit"));
    call.print(
        call.api().get(path),
        ResponseView.table("organizationId", "slug", "name", "status", "createdAt"));
    return CommandExit.OK;
  }

  private static CommandExit get(Invocation call) {
    call.print(call.api().get(organization(call)), ResponseView.lines());
    return CommandExit.OK;
  }

  private static CommandExit effect(Invocation call) {
    call.print(call.api().get(organization(call) + "/suspension-effect"), ResponseView.lines());
    return CommandExit.OK;
  }

  private static CommandExit suspend(Invocation call) {
    var body = Json.object();
    call.option("reason").ifPresent(reason -> body.put("reason", reason));
    call.print(call.api().post(organization(call) + "/suspend", body), ResponseView.lines());
    return CommandExit.OK;
  }

  private static CommandExit reactivate(Invocation call) {
    call.print(
        call.api().post(organization(call) + "/reactivate", Json.object()), ResponseView.lines());
    return CommandExit.OK;
  }

  private static CommandExit delete(Invocation call) {
    call.api().delete(organization(call));
    call.printMessage("Deleted");
    return CommandExit.OK;
  }
}
