package dev.signet.cli;

import static dev.signet.cli.Command.argument;
import static dev.signet.cli.Command.flag;
import static dev.signet.cli.Command.option;

import dev.signet.base.json.Json;
import dev.signet.cli.CommandFailed.CommandExit;
import dev.signet.cli.ResourceCheck.Outcome;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import tools.jackson.databind.JsonNode;
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
            "check",
            Command.spec(
                "Call a resource as its clients do, and say what is right and what to change.",
                ResourceCommands::check,
                around,
                argument(0, "URL", "Its URI, as it is registered."),
                option(
                    "client-id",
                    "CLIENT_ID",
                    "An agent that requests a token for the resource and one for another; its"
                        + " secret is in SIGNET_CLIENT_SECRET.")))
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

  private static CommandExit check(Invocation call) {
    var url = call.url(0);
    var server = call.unauthenticatedApi();
    var issuer =
        server.get("/.well-known/oauth-authorization-server").json().path("issuer").stringValue("");
    var expected =
        new ResourceCheck.Expected(
            issuer, registered(call, url.toString()), tokens(call, server, url.toString()));
    var findings = new ResourceCheck(url, expected).run();
    var isRight = findings.stream().noneMatch(found -> found.outcome() == Outcome.WRONG);
    if (call.wantsJson()) {
      var report = Json.object().put("url", url.toString()).put("ok", isRight);
      var list = report.putArray("checks");
      findings.forEach(found -> list.add(found.toJson()));
      call.printJson(report);
    } else {
      for (var found : findings) {
        call.printMessage(
            "%-8s %s%s"
                .formatted(
                    found.outcome().wire(),
                    found.check(),
                    found.detail().isEmpty() ? "" : ": " + printable(found.detail())));
      }
    }
    return isRight ? CommandExit.OK : CommandExit.FOUND;
  }

  /// What another server said may have characters that move the cursor.
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  /// The registered resource with this URL as its URI or an alias; one that differs by a slash if
  /// it is the only one; null if none was found.
  private static @Nullable JsonNode registered(Invocation call, String url) {
    JsonNode similar = null;
    var next = Optional.of("");
    while (next.isPresent()) {
      var path = ApiClient.path(RESOURCES, Map.of("limit", "100", "after", next.get()));
      var page = call.api().get(path).json();
      for (var resource : page.path("data")) {
        var uri = resource.path("uri").stringValue("");
        if (uri.equals(url)) {
          return resource;
        }
        if (withoutSlash(uri).equals(withoutSlash(url))) {
          similar = resource;
        }
      }
      next = page.path("next").stringValueOpt();
    }
    return similar;
  }

  private static String withoutSlash(String uri) {
    return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
  }

  /// Genuine tokens, if there is a client to request them.
  private static ResourceCheck.@Nullable Tokens tokens(
      Invocation call, ApiClient server, String url) {
    var client = call.option("client-id");
    if (client.isEmpty()) {
      return null;
    }
    var secret = call.environment().variables().get("SIGNET_CLIENT_SECRET");
    if (secret == null || secret.isEmpty()) {
      throw new CommandFailed(
          CommandExit.USAGE, "--client-id needs the client's secret in SIGNET_CLIENT_SECRET");
    }
    return new ResourceCheck.Tokens(
        token(server, client.get(), secret, url),
        token(server, client.get(), secret, "https://another.invalid/"));
  }

  private static String token(ApiClient server, String client, String secret, String resource) {
    var body =
        Json.object()
            .put("grant_type", "client_credentials")
            .put("client_id", client)
            .put("client_secret", secret)
            .put("resource", resource);
    return server.post("/oauth/token", body).json().path("access_token").stringValue("");
  }

  private static CommandExit delete(Invocation call) {
    call.api().delete(resource(call));
    call.printMessage("Deleted");
    return CommandExit.OK;
  }
}
