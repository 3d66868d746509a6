package dev.signet.cli;

import static dev.signet.cli.Command.argument;
import static dev.signet.cli.Command.flag;
import static dev.signet.cli.Command.option;

import dev.signet.base.json.Json;
import dev.signet.cli.CommandFailed.CommandExit;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import tools.jackson.databind.node.ObjectNode;

/// `signet resource`: the APIs and MCP servers that tokens are for.
final class ResourceCommands {
  private static final String RESOURCES = "/api/v1/resources";

  private ResourceCommands() {}

  static CommandSpec spec(CommandEnvironment around) {
    return Command.group("Manage resources: the APIs and MCP servers that tokens are for.")
        .addSubcommand(
            "add",
            Command.spec(
                "Register a resource.",
                ResourceCommands::add,
                around,
                argument(0, "URL", "Its URI, which never changes: https://mcp.example.com/mcp"),
                option(
                    "scopes",
                    "SCOPES",
                    "Its scopes with what they allow: \"files.read:Read your files,"
                        + "files.write:Change your files\""),
                option(
                    "default-scopes",
                    "NAMES",
                    "Those for requests that name no scope, separated by commas; by default the"
                        + " first."),
                option("name", "NAME", "Its name for users; by default the host of the URL."),
                option("organization", "ORGANIZATION_ID", "Its organization."),
                option(
                    "token-lifetime",
                    "SECONDS",
                    "Of the access tokens that users allow; by default 3600."),
                flag("everyone", "Every user may allow clients to use it, not only members."),
                flag("default", "Users mean it when a client names no resource."),
                Command.idempotencyKey()))
        .addSubcommand(
            "list",
            Command.spec(
                "List resources, the newest first.",
                ResourceCommands::list,
                around,
                option("page", "N", "The page; by default the first."),
                option("limit", "N", "Resources per page, up to 100."),
                option("after", "CURSOR", "The cursor that the previous page ends with.")))
        .addSubcommand(
            "show", Command.spec("Show a resource.", ResourceCommands::show, around, resourceId()))
        .addSubcommand(
            "delete",
            Command.spec("Delete a resource.", ResourceCommands::delete, around, resourceId()));
  }

  private static PositionalParamSpec resourceId() {
    return argument(0, "RESOURCE_ID", "The resource's id.");
  }

  private static String resource(Invocation call) {
    return RESOURCES + "/" + call.segment(0);
  }

  private static CommandExit add(Invocation call) {
    var uri = call.argument(0);
    var body = call.object(Map.of("organization", "organizationId"));
    body.put("uri", uri).put("name", call.option("name").orElseGet(() -> host(uri)));
    call.integer("token-lifetime").ifPresent(value -> body.put("tokenLifetimeSeconds", value));
    if (call.has("everyone")) {
      body.put("allowedUsers", "everyone");
    }
    if (call.has("default")) {
      body.put("isDefault", true);
    }
    putScopes(call, body);
    call.print(call.postIdempotent(RESOURCES, body), ResponseView.lines());
    return CommandExit.OK;
  }

  /// The server refuses a URI without a host.
  private static String host(String uri) {
    try {
      var host = new URI(uri).getHost();
      return host == null ? uri : host;
    } catch (URISyntaxException _) {
      return uri;
    }
  }

  private static void putScopes(Invocation call, ObjectNode body) {
    var scopes = call.option("scopes").map(ResourceCommands::entries).orElse(List.of());
    var names = scopes.stream().map(ResourceCommands::scopeName).toList();
    var defaults =
        call.option("default-scopes")
            .map(ResourceCommands::entries)
            .orElse(names.stream().limit(1).toList());
    for (var name : defaults) {
      if (!names.contains(name)) {
        throw new CommandFailed(
            CommandExit.USAGE, "--default-scopes names " + name + ", which is not in --scopes");
      }
    }
    var list = body.putArray("scopes");
    for (var scope : scopes) {
      var name = scopeName(scope);
      var title = scope.substring(Math.min(scope.length(), name.length() + 1)).strip();
      list.add(
          Json.object()
              .put("name", name)
              .put("title", title.isEmpty() ? name : title)
              .put("isDefault", defaults.contains(name)));
    }
  }

  private static List<String> entries(String text) {
    return Stream.of(text.split(",", -1))
        .map(String::strip)
        .filter(entry -> !entry.isEmpty())
        .toList();
  }

  /// What is before the last colon: names such as `files:read` have colons too.
  private static String scopeName(String scope) {
    var colon = scope.lastIndexOf(':');
    return colon < 0 ? scope : scope.substring(0, colon).strip();
  }

  private static CommandExit list(Invocation call) {
    var path = call.path(RESOURCES, Map.of("page", "page", "limit", "limit", "after", "after"));
    call.print(
        call.api().get(path),
        ResponseView.table("resourceId", "uri", "name", "isDefault", "allowedUsers"));
    return CommandExit.OK;
  }

  private static CommandExit show(Invocation call) {
    call.print(call.api().get(resource(call)), ResponseView.lines());
    return CommandExit.OK;
  }

  private static CommandExit delete(Invocation call) {
    call.api().delete(resource(call));
    call.printMessage("Deleted");
    return CommandExit.OK;
  }
}
