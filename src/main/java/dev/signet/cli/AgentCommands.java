package dev.signet.cli;

import static dev.signet.cli.Command.argument;
import static dev.signet.cli.Command.flag;
import static dev.signet.cli.Command.idempotencyKey;
import static dev.signet.cli.Command.option;
import static dev.signet.cli.Command.repeatable;
import static dev.signet.cli.Command.required;

import dev.signet.base.json.Json;
import dev.signet.cli.CommandFailed.CommandExit;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import tools.jackson.databind.node.ObjectNode;

/// `signet agent`: the agents.
final class AgentCommands {
  private static final String AGENTS = "/api/v1/agents";

  private AgentCommands() {}

  static CommandSpec spec(CommandEnvironment around) {
    return Command.group("Manage agents and their credentials.")
        .addSubcommand(
            "create",
            Command.spec(
                "Register an agent. It needs a name or an e-mail address.",
                AgentCommands::create,
                around,
                option("name", "NAME", "Its name."),
                option("email", "ADDRESS", "Its e-mail address, unique within its organization."),
                option("description", "TEXT", "What it does."),
                option(
                    "organization", "ID", "Its organization; by default the default organization."),
                option("type", "TYPE", "Its type, such as classifier, orchestrator or custom."),
                option("owner", "WHO", "Who is responsible for it."),
                option("env", "ENV", "Its environment: development, staging or production."),
                option("token-lifetime", "SECONDS", "The lifetime of its access tokens."),
                option("expires-at", "TIME", "When it expires, in RFC 3339."),
                option("jwk", "FILE", "The public key to bind its tokens to, as a JWK."),
                repeatable("scope", "SCOPE", "A scope that it may request."),
                repeatable(
                    "grantable-scope",
                    "SCOPE",
                    "A scope that it may grant to others, though it may not request it."),
                option(
                    "self-service",
                    "WHAT",
                    "What it may do to itself with its tokens and API key: full, read or off."),
                repeatable("grant", "GRANT", "A grant type that it may use."),
                redirectUri(),
                isPublic(),
                idempotencyKey()))
        .addSubcommand(
            "list",
            Command.spec(
                "List agents.",
                AgentCommands::list,
                around,
                option("status", "STATUS", "Only active, suspended or decommissioned ones."),
                option("owner", "WHO", "Only agents of this owner."),
                option("type", "TYPE", "Only agents of this type."),
                option("organization", "ID", "Only agents of this organization."),
                option("created-by", "ID", "Only agents registered by this agent or operator."),
                option(
                    "query",
                    "TEXT",
                    "Only agents whose name, e-mail address or the like contains this."),
                option("page", "N", "The page; by default the first."),
                option("limit", "N", "Agents per page, up to 100.")))
        .addSubcommand("get", Command.spec("Show an agent.", AgentCommands::get, around, agentId()))
        .addSubcommand(
            "blast-radius",
            Command.spec(
                "Preview how many tokens of how many agents suspending an agent would end.",
                AgentCommands::blastRadius,
                around,
                agentId()))
        .addSubcommand(
            "update",
            Command.spec(
                "Change how an agent is used as an OAuth client.",
                AgentCommands::update,
                around,
                agentId(),
                repeatable(
                    "grant", "GRANT", "A grant type that it may use, instead of those it has."),
                redirectUri(),
                isPublic(),
                flag("confidential", "It authenticates with a credential from now on.")))
        .addSubcommand(
            "suspend",
            Command.spec(
                    "Suspend an agent: it gets no more tokens, and its tokens are revoked at once.",
                    AgentCommands::suspend,
                    around,
                    agentId(),
                    option("reason", "TEXT", "The reason, for the audit log."),
                    flag(
                        "include-created",
                        "Suspend also every agent that it registered, and those that they"
                            + " registered."))
                .aliases("deactivate"))
        .addSubcommand(
            "reactivate",
            Command.spec(
                "Reactivate a suspended agent; its old tokens stay revoked.",
                AgentCommands::reactivate,
                around,
                agentId()))
        .addSubcommand(
            "decommission",
            Command.spec(
                "Permanently decommission an agent, with all its credentials and tokens.",
                AgentCommands::decommission,
                around,
                agentId()))
        .addSubcommand(
            "rotate-dpop-key",
            Command.spec(
                "Bind an agent's tokens to another key; tokens bound to the old key are revoked.",
                AgentCommands::rotateDpopKey,
                around,
                agentId(),
                required("jwk", "FILE", "The new public key, as a JWK."),
                option("reason", "TEXT", "The reason, for the audit log."),
                idempotencyKey()))
        .addSubcommand(
            "api-key",
            Command.spec(
                "Create an API key for an agent. It is shown only once; it replaces the previous"
                    + " one.",
                AgentCommands::apiKey,
                around,
                agentId(),
                flag("prepare", "Keep the previous key valid until the new one is first used."),
                idempotencyKey()))
        .addSubcommand(
            "claim",
            Command.spec(
                "Claim an agent that registered itself.",
                AgentCommands::claim,
                around,
                agentId(),
                option("owner", "WHO", "Who is responsible for it from now on.")))
        .addSubcommand("credential", CredentialCommands.spec(around));
  }

  private static PositionalParamSpec agentId() {
    return argument(0, "AGENT_ID", "The agent's id.");
  }

  private static OptionSpec redirectUri() {
    return repeatable(
        "redirect-uri",
        "URI",
        "Where the answers to its authorization requests may be sent; replaces those it has.");
  }

  private static OptionSpec isPublic() {
    return flag("public", "It is a public client: it has no credentials.");
  }

  private static CommandExit create(Invocation call) {
    var body =
        call.object(
            Map.of(
                "name", "name",
                "email", "email",
                "description", "description",
                "organization", "organizationId",
                "type", "agentType",
                "owner", "owner",
                "env", "deploymentEnv",
                "expires-at", "expiresAt",
                "self-service", "selfService"));
    call.integer("token-lifetime").ifPresent(seconds -> body.put("tokenLifetime", seconds));
    call.option("jwk").ifPresent(file -> body.set("dpopPublicJwk", PublicKeyFile.read(call, file)));
    putLists(
        call,
        body,
        Map.of(
            "scope", "scopes",
            "grantable-scope", "grantableScopes",
            "grant", "grantTypes",
            "redirect-uri", "redirectUris"));
    if (call.has("public")) {
      body.put("clientType", "public");
    }
    call.print(call.postIdempotent(AGENTS, body), ResponseView.lines());
    return CommandExit.OK;
  }

  private static CommandExit update(Invocation call) {
    var body = Json.object();
    putLists(call, body, Map.of("grant", "grantTypes", "redirect-uri", "redirectUris"));
    if (call.has("public") && call.has("confidential")) {
      throw new CommandFailed(CommandExit.USAGE, "An agent is either --public or --confidential");
    }
    if (call.has("public") || call.has("confidential")) {
      body.put("clientType", call.has("public") ? "public" : "confidential");
    }
    call.print(call.api().patch(agent(call), body), ResponseView.lines());
    return CommandExit.OK;
  }

  /// Sends the options that were given, each as a list.
  ///
  /// @param members the member of each option
  private static void putLists(Invocation call, ObjectNode body, Map<String, String> members) {
    members.forEach((option, member) -> {
      var values = call.options(option);
      if (!values.isEmpty()) {
        values.forEach(body.putArray(member)::add);
      }
    });
  }

  private static CommandExit list(Invocation call) {
    var path =
        call.path(
            AGENTS,
            Map.of(
                "status", "status",
                "owner", "owner",
                "type", "agentType",
                "organization", "organizationId",
                "created-by", "createdBy",
                "query", "q",
                "page", "page",
                "limit", "limit"));
    call.print(
        call.api().get(path),
        ResponseView.table("agentId", "name", "agentType", "status", "owner", "createdAt"));
    return CommandExit.OK;
  }

  private static CommandExit get(Invocation call) {
    call.print(call.api().get(agent(call)), ResponseView.lines());
    return CommandExit.OK;
  }

  private static CommandExit blastRadius(Invocation call) {
    call.print(call.api().get(agent(call) + "/blast-radius"), ResponseView.lines());
    return CommandExit.OK;
  }

  private static CommandExit suspend(Invocation call) {
    var body = Json.object().put("active", false);
    call.option("reason").ifPresent(reason -> body.put("reason", reason));
    if (call.has("include-created")) {
      body.remove("active");
      body.put("includeCreated", true);
      call.print(call.api().post(agent(call) + "/suspend", body), ResponseView.lines());
      return CommandExit.OK;
    }
    call.print(call.api().patch(agent(call), body), ResponseView.lines());
    return CommandExit.OK;
  }

  private static CommandExit reactivate(Invocation call) {
    call.print(
        call.api().patch(agent(call), Json.object().put("active", true)), ResponseView.lines());
    return CommandExit.OK;
  }

  private static CommandExit decommission(Invocation call) {
    call.api().delete(agent(call));
    call.printMessage("Decommissioned");
    return CommandExit.OK;
  }

  private static CommandExit rotateDpopKey(Invocation call) {
    var body = call.object(Map.of("reason", "reason"));
    body.set("new_public_jwk", PublicKeyFile.read(call, call.option("jwk").orElseThrow()));
    call.print(call.postIdempotent(agent(call) + "/rotate-dpop-key", body), ResponseView.lines());
    return CommandExit.OK;
  }

  private static CommandExit apiKey(Invocation call) {
    var body = Json.object().put("prepare", call.has("prepare"));
    call.print(call.postIdempotent(agent(call) + "/api-key/rotate", body), ResponseView.lines());
    return CommandExit.OK;
  }

  private static CommandExit claim(Invocation call) {
    var body = call.object(Map.of("owner", "owner"));
    call.print(call.api().post(agent(call) + "/claim", body), ResponseView.lines());
    return CommandExit.OK;
  }

  private static String agent(Invocation call) {
    return AGENTS + "/" + call.segment(0);
  }
}
