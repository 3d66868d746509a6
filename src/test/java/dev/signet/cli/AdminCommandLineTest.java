package dev.signet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.signet.testing.ExchangingAgents;
import dev.signet.testing.LossyProxy;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayNameGeneration(ReplaceUnderscores.class)
class AdminCommandLineTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @RegisterExtension static final TestServer server = new TestServer();

  @TempDir Path folder = Path.of("");

  /// The result of a command.
  private record CliResult(int code, String out, String err) {
    JsonNode json() {
      return JSON.readTree(out);
    }
  }

  private Map<String, String> operator() {
    var environment = new HashMap<String, String>();
    environment.put("SIGNET_URL", server.base().toString());
    environment.put("SIGNET_OPERATOR_KEY", server.operatorKey());
    return environment;
  }

  private CliResult signet(String... words) {
    return signet(operator(), words);
  }

  private CliResult signet(Map<String, String> environment, String... words) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var root = new CommandLine(CommandSpec.create().name("signet"));
    AdminCommands.addTo(
        root,
        new CommandEnvironment(environment, folder, InputStream.nullInputStream(), out, false));
    root.setOut(new PrintWriter(new OutputStreamWriter(out, UTF_8)));
    root.setErr(new PrintWriter(new OutputStreamWriter(err, UTF_8)));
    var code = root.execute(words);
    root.getOut().flush();
    root.getErr().flush();
    return new CliResult(code, out.toString(UTF_8), err.toString(UTF_8));
  }

  private CliResult fine(String... words) {
    var ended = signet(words);
    assertThat(ended.code()).as(ended.err()).isZero();
    return ended;
  }

  private CliResult json(String... words) {
    var all = new ArrayList<>(List.of(words));
    all.add("--json");
    return fine(all.toArray(String[]::new));
  }

  private String newAgent(String name) {
    return json("agent", "create", "--name", name).json().get("agentId").stringValue();
  }

  @Test
  void an_agent_is_created_suspended_reactivated_and_decommissioned() {
    var made =
        json(
            "agent",
            "create",
            "--name",
            "Kurier é",
            "--scope",
            "parcels:read",
            "--scope",
            "parcels:write",
            "--type",
            "router",
            "--token-lifetime",
            "900",
            "--owner",
            "ops");
    var id = made.json().get("agentId").stringValue();
    assertThat(made.json().get("name").stringValue()).isEqualTo("Kurier é");
    assertThat(made.json().get("scopes").toString())
        .isEqualTo("[\"parcels:read\",\"parcels:write\"]");
    assertThat(made.json().get("tokenLifetime").intValue()).isEqualTo(900);

    assertThat(fine("agent", "get", id).out()).contains("Kurier é", "router", "active");
    assertThat(fine("agent", "list", "--owner", "ops").out()).contains(id).startsWith("agentId");
    assertThat(fine("agent", "suspend", id, "--reason", "key leaked").out())
        .containsPattern("status +suspended");
    assertThat(json("agent", "get", id).json().get("active").booleanValue()).isFalse();
    assertThat(fine("agent", "reactivate", id).out()).containsPattern("status +active");
    assertThat(fine("agent", "deactivate", id).out()).containsPattern("status +suspended");
    assertThat(fine("agent", "decommission", id).out()).isEqualTo("Decommissioned\n");
    assertThat(json("agent", "get", id).json().get("status").stringValue())
        .isEqualTo("decommissioned");
    assertThat(fine("audit", "list", "--agent", id).out())
        .contains("agent.decommissioned", "agent.deactivated_with_revocation", "agent.created");
  }

  @Test
  void an_agent_is_listed_and_suspended_with_all_that_it_has_registered() {
    var creator = server.registerAgent("creator", "agents:write");
    var made = creator.with(creator.token()).post("/api/v1/agents", "name", "made").text("agentId");
    var other = newAgent("other");

    var listed = fine("agent", "list", "--created-by", creator.id()).out();
    assertThat(listed).contains(made).doesNotContain(other, creator.id());
    var suspended =
        json("agent", "suspend", creator.id(), "--include-created", "--reason", "incident 42");
    assertThat(suspended.json().get("suspendedAgentCount").intValue()).isEqualTo(2);
    assertThat(json("agent", "get", made).json().get("status").stringValue())
        .isEqualTo("suspended");
    assertThat(json("agent", "get", other).json().get("status").stringValue()).isEqualTo("active");
    assertThat(fine("audit", "export", "--agent", made).out()).contains("incident 42");
    assertThat(json("agent", "list", "--created-by", other).json().get("data")).isEmpty();
  }

  @Test
  void an_agent_becomes_a_public_client_and_confidential_again() {
    var made =
        json(
                "agent",
                "create",
                "--name",
                "editor",
                "--public",
                "--redirect-uri",
                "http://localhost/callback",
                "--redirect-uri",
                "com.example.editor:/callback")
            .json();
    assertThat(made.get("clientType").stringValue()).isEqualTo("public");
    assertThat(made.get("redirectUris").toString())
        .isEqualTo("[\"http://localhost/callback\",\"com.example.editor:/callback\"]");
    assertThat(made.get("grantTypes").toString())
        .isEqualTo("[\"authorization_code\",\"refresh_token\"]");

    var id = made.get("agentId").stringValue();
    var changed =
        json(
                "agent",
                "update",
                id,
                "--confidential",
                "--redirect-uri",
                "https://editor.example.com/callback",
                "--grant",
                "client_credentials",
                "--grant",
                "authorization_code")
            .json();
    assertThat(changed.get("clientType").stringValue()).isEqualTo("confidential");
    assertThat(changed.get("redirectUris").toString())
        .isEqualTo("[\"https://editor.example.com/callback\"]");
    assertThat(changed.get("grantTypes").toString())
        .isEqualTo("[\"client_credentials\",\"authorization_code\"]");
    assertThat(signet("agent", "update", id, "--public", "--confidential").code()).isEqualTo(2);
    assertThat(signet("agent", "update", id, "--public").code()).isEqualTo(1);
  }

  @Test
  void an_agents_key_is_given_and_rotated() throws IOException {
    var first = TestClientKey.generate();
    var second = TestClientKey.generate("EdDSA");
    Files.writeString(folder.resolve("first.jwk"), first.publicJwk());
    Files.writeString(folder.resolve("second.jwk"), second.publicJwk());

    var made = json("agent", "create", "--name", "courier", "--jwk", "first.jwk").json();
    assertThat(made.get("dpopJkt").stringValue()).isEqualTo(first.thumbprint());
    var id = made.get("agentId").stringValue();
    var rotated =
        json("agent", "rotate-dpop-key", id, "--jwk", "second.jwk", "--reason", "planned").json();
    assertThat(rotated.get("old_jkt").stringValue()).isEqualTo(first.thumbprint());
    assertThat(rotated.get("new_jkt").stringValue()).isEqualTo(second.thumbprint());
    assertThat(fine("agent", "rotate-dpop-key", id, "--jwk", "first.jwk").out())
        .contains(first.thumbprint(), "revoked_token_count");
    assertThat(fine("audit", "list", "--agent", id).out()).contains("agent.dpop_key_rotated");
  }

  @Test
  void a_private_key_does_not_leave_this_machine() throws IOException {
    var key = TestClientKey.generate();
    var agent = newAgent("courier");
    Files.writeString(folder.resolve("private.jwk"), key.privateJwk());
    Files.writeString(folder.resolve("list.jwk"), "[]");
    Files.writeString(folder.resolve("text.jwk"), "hello");

    for (var file : List.of("private.jwk", "list.jwk", "text.jwk", "none.jwk")) {
      var ended = signet("agent", "rotate-dpop-key", agent, "--jwk", file);
      assertThat(ended.code()).as(ended.err()).isEqualTo(2);
      assertThat(ended.err()).startsWith("signet: " + file);
    }
    assertThat(signet("agent", "rotate-dpop-key", agent).code()).isEqualTo(2);
    assertThat(json("agent", "get", agent).json().get("dpopJkt").isNull()).isTrue();
  }

  @Test
  void a_credential_is_generated_rotated_and_revoked() {
    var agent = newAgent("courier");

    var generated = fine("agent", "credential", "generate", agent);
    assertThat(generated.out()).matches("sk_live_[0-9A-Za-z]{46}\n");
    assertThat(generated.err()).contains("shown only once").doesNotContain("sk_live_");
    var listed = json("agent", "credential", "list", agent, "--status", "active").json();
    var credential = listed.at("/data/0/credentialId").stringValue();
    var rotated =
        json("agent", "credential", "rotate", agent, credential, "--overlap-seconds", "60");
    assertThat(rotated.json().get("credentialId").stringValue()).isEqualTo(credential);
    assertThat(rotated.json().get("clientSecret").stringValue())
        .isNotEqualTo(generated.out().strip());
    assertThat(fine("agent", "credential", "revoke", agent, credential).out())
        .isEqualTo("Revoked\n");
    assertThat(fine("agent", "credential", "list", agent).out()).contains("revoked");
  }

  @Test
  void an_operator_key_is_created_rotated_and_revoked() {
    var made = fine("operator-key", "create", "--name", "ci", "--scope", "agents:read");
    assertThat(made.out()).matches("sk_live_[0-9A-Za-z]{46}\n");
    var id = made.err().substring(0, 36);

    assertThat(fine("operator-key", "list", "--status", "active").out())
        .contains(id, "ci", "agents:read")
        .doesNotContain("sk_live_");
    var rotated = json("operator-key", "rotate", id).json();
    assertThat(rotated.get("secret").stringValue()).isNotEqualTo(made.out().strip());
    assertThat(json("operator-key", "revoke", id).out()).isEmpty();
    assertThat(fine("operator-key", "list", "--status", "revoked").out()).contains(id);
  }

  @Test
  void an_organization_is_suspended_reactivated_and_deleted() {
    var id =
        json("organization", "create", "--name", "Acme", "--slug", "acme-cli")
            .json()
            .get("organizationId")
            .stringValue();
    var agent = server.registerAgentWith("name", "courier", "organizationId", id);
    agent.token();
    var key = fine("operator-key", "create", "--name", "x", "--scope", "*", "--organization", id);
    var environment = operator();
    environment.put("SIGNET_OPERATOR_KEY", key.out().strip());
    assertThat(signet(environment, "agent", "list").out()).contains(agent.id());
    assertThat(signet(environment, "keys", "list").code()).isEqualTo(1);

    assertThat(fine("organization", "list").out()).contains(id, "acme-cli", "active");
    assertThat(json("organization", "effect", id).json().get("activeTokens").asInt()).isEqualTo(1);
    var suspended = json("organization", "suspend", id, "--reason", "incident").json();
    assertThat(suspended.get("revokedTokenCount").asInt()).isEqualTo(1);
    assertThat(fine("organization", "get", id).out()).contains("suspended", "incident");
    assertThat(json("organization", "reactivate", id).json().get("status").stringValue())
        .isEqualTo("active");
    assertThat(signet(operator(), "organization", "delete", id).code()).isEqualTo(1);
    fine("agent", "decommission", agent.id());
    assertThat(fine("organization", "delete", id).out()).contains("Deleted");
  }

  @Test
  void a_delegation_is_created_narrowed_previewed_and_revoked() {
    var agents = new ExchangingAgents(server, server.createOrganization("delegating"));
    var lender = agents.agent();
    var borrower = agents.agent();
    var made =
        json(
                "delegation",
                "create",
                "--subject",
                lender.clientId(),
                "--actor",
                borrower.id(),
                "--scope",
                "read",
                "--scope",
                "write",
                "--resource",
                server.server().issuer(),
                "--resource",
                "https://api.example.com/",
                "--max-hops",
                "2",
                "--token-lifetime",
                "900",
                "--expires-at",
                server.clock().instant().plus(Duration.ofDays(2)).toString(),
                "--purpose",
                "labels")
            .json();
    var id = made.get("delegationId").stringValue();
    assertThat(made.get("subject").stringValue()).isEqualTo(lender.id());
    assertThat(made.get("tokenLifetimeSeconds").intValue()).isEqualTo(900);
    assertThat(made.get("resources")).hasSize(2);

    assertThat(fine("delegation", "list", "--actor", borrower.id()).out())
        .contains(id, "read write", "active")
        .startsWith("delegationId");
    assertThat(json("delegation", "list", "--subject", borrower.id()).json().get("data")).isEmpty();
    assertThat(fine("delegation", "get", id).out()).containsPattern("purpose +labels");

    var token = agents.exchanged(borrower, lender.token());
    assertThat(fine("delegation", "narrow", id, "--scope", "read", "--max-hops", "1").out())
        .containsPattern("scopes +read\n")
        .containsPattern("maxHops +1\n")
        .containsPattern("endedTokens +0\n");
    var wider = signet("delegation", "narrow", id, "--max-hops", "2");
    assertThat(wider.code()).isEqualTo(1);
    assertThat(wider.err()).contains("would widen maxHops", "(409 would_widen)");

    assertThat(fine("delegation", "blast-radius", id).out())
        .containsPattern("tokens +1\n")
        .containsPattern("agentCount +1\n");
    assertThat(fine("agent", "blast-radius", lender.id()).out()).containsPattern("tokens +2\n");
    assertThat(agents.isActive(token)).isTrue();
    var revoked = json("delegation", "revoke", id, "--reason", "done").json();
    assertThat(revoked.get("revokedTokenCount").intValue()).isEqualTo(1);
    assertThat(revoked.get("revocationReason").stringValue()).isEqualTo("done");
    assertThat(agents.isActive(token)).isFalse();
    assertThat(fine("delegation", "revoke", id).out()).containsPattern("revokedTokenCount +0\n");
    assertThat(fine("delegation", "list", "--status", "revoked").out()).contains(id);
  }

  @Test
  void a_resource_is_added_listed_shown_and_deleted() {
    var made =
        json(
                "resource",
                "add",
                "https://mcp.example.com/mcp",
                "--scopes",
                "files.read:Read your files, files:write:Change your files,plain",
                "--token-lifetime",
                "900",
                "--everyone",
                "--default")
            .json();
    var id = made.get("resourceId").stringValue();
    assertThat(made.get("uri").stringValue()).isEqualTo("https://mcp.example.com/mcp");
    assertThat(made.get("name").stringValue()).isEqualTo("mcp.example.com");
    assertThat(made.get("tokenLifetimeSeconds").intValue()).isEqualTo(900);
    assertThat(made.get("allowedUsers").stringValue()).isEqualTo("everyone");
    assertThat(made.get("isDefault").booleanValue()).isTrue();
    var scopes = made.get("scopes");
    assertThat(scopes.findValuesAsString("name"))
        .containsExactly("files.read", "files:write", "plain");
    assertThat(scopes.findValuesAsString("title"))
        .containsExactly("Read your files", "Change your files", "plain");
    assertThat(scopes.at("/0/isDefault").booleanValue()).isTrue();
    assertThat(scopes.at("/1/isDefault").booleanValue()).isFalse();

    assertThat(fine("resource", "list").out())
        .startsWith("resourceId")
        .contains(id, "https://mcp.example.com/mcp");
    assertThat(fine("resource", "show", id).out()).containsPattern("name +mcp.example.com\n");
    var again = signet("resource", "add", "https://mcp.example.com/mcp");
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("(409 uri_taken)");
    assertThat(fine("resource", "delete", id).out()).contains("Deleted");
    assertThat(signet("resource", "show", id).err()).contains("(404 not_found)");
    assertThat(signet("resource", "delete", id).code()).isNotZero();
  }

  @Test
  void a_resource_that_cannot_be_added_says_why() {
    assertThat(signet("resource", "add", "https://x.example.com/a", "--scopes", "*:All").err())
        .contains("is a scope of this server", "(400 invalid_request)");
    assertThat(signet("resource", "add", "not a url").err())
        .contains("uri must be an absolute URI");
    var unknown =
        signet(
            "resource",
            "add",
            "https://x.example.com/a",
            "--scopes",
            "a:A",
            "--default-scopes",
            "a,b");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("--default-scopes names b, which is not in --scopes");
  }

  @Test
  void a_refused_delegation_says_why() {
    var agents = new ExchangingAgents(server, server.createOrganization("refusing"));
    var lender = agents.agent();
    var borrower = agents.agent();
    var words = new ArrayList<>(List.of("delegation", "create", "--subject", lender.id()));
    words.addAll(List.of("--actor", borrower.id()));
    assertThat(signet(words.toArray(String[]::new)).err()).contains("(400 invalid_request)");
    words.addAll(List.of("--scope", "delete"));

    var refused = signet(words.toArray(String[]::new));

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err())
        .isEqualTo(
            "signet: The subject does not hold these scopes: delete (422 scopes_not_held)\n");
    var unknown = signet("delegation", "revoke", "0198c0de-0000-7000-8000-000000000001");
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err()).isEqualTo("signet: No such delegation (404 not_found)\n");
  }

  @Test
  void delegations_are_listed_cursor_by_cursor() {
    var agents = new ExchangingAgents(server, server.createOrganization("listing"));
    var lender = agents.agent();
    var first = agents.lend(lender, agents.agent());
    var second = agents.lend(lender, agents.agent());

    var page = fine("delegation", "list", "--subject", lender.id(), "--limit", "1").out();
    var cursor = page.lines().toList().getLast().replace("Older: --after ", "");
    var older =
        fine("delegation", "list", "--subject", lender.id(), "--limit", "1", "--after", cursor)
            .out();

    assertThat(page).contains(second).doesNotContain(first);
    assertThat(older).contains(first).doesNotContain(second);
  }

  @Test
  void a_lost_response_is_requested_again() {
    var made = fine("operator-key", "create", "--name", "self", "--scope", "*");
    var id = made.err().substring(0, 36);
    var environment = operator();
    environment.put("SIGNET_OPERATOR_KEY", made.out().strip());
    try (var proxy = LossyProxy.losingResponses(1, server.base())) {
      environment.put("SIGNET_URL", proxy.base().toString());

      var rotated = signet(environment, "operator-key", "rotate", id);

      assertThat(rotated.code()).as(rotated.err()).isZero();
      environment.put("SIGNET_OPERATOR_KEY", rotated.out().strip());
      assertThat(signet(environment, "keys", "list").code()).isZero();
      assertThat(rotationsOf(id)).isEqualTo(1);
    }
  }

  @Test
  void a_response_that_stays_lost_is_available_by_its_idempotency_key() {
    var made = fine("operator-key", "create", "--name", "self", "--scope", "*");
    var id = made.err().substring(0, 36);
    var environment = operator();
    environment.put("SIGNET_OPERATOR_KEY", made.out().strip());
    try (var proxy = LossyProxy.losingResponses(2, server.base())) {
      environment.put("SIGNET_URL", proxy.base().toString());

      var lost = signet(environment, "operator-key", "rotate", id);
      var key =
          lost.err().replaceFirst("(?s).*--idempotency-key (\\S+) returns its response\n", "$1");
      var had = signet(environment, "operator-key", "rotate", id, "--idempotency-key", key);

      assertThat(lost.code()).isEqualTo(3);
      assertThat(lost.out()).isEmpty();
      assertThat(key).hasSize(36);
      assertThat(had.code()).as(had.err()).isZero();
      environment.put("SIGNET_OPERATOR_KEY", had.out().strip());
      assertThat(signet(environment, "keys", "list").code()).isZero();
      assertThat(rotationsOf(id)).isEqualTo(1);
    }
  }

  private long rotationsOf(String operatorKey) {
    return fine("audit", "export", "--action", "operator.key_rotated")
        .out()
        .lines()
        .filter(event -> event.contains(operatorKey))
        .count();
  }

  @Test
  void signing_keys_are_listed_and_rotated() {
    assertThat(fine("keys", "list").out()).startsWith("kid").contains("RS256");
    var before = json("keys", "list").json().get("data").size();
    server.clock().advance(Duration.ofMinutes(5));
    json("keys", "rotate", "--alg", "ES256");
    assertThat(signet("keys", "rotate", "--alg", "ES256").code()).as("too early").isEqualTo(1);
    json("keys", "rotate", "--alg", "ES256", "--force");
    assertThat(json("keys", "list").json().get("data").size()).isGreaterThan(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-c2noMTJf_EPuGRCAcKnlx6xHH_M9MYwNW3cVFdrCDc", "-hX", "--_a", "-"})
  void a_kid_that_begins_with_a_hyphen_is_a_kid(String kid) {
    var ended = signet("keys", "withdraw", kid, "--reason", "leaked");

    assertThat(ended.code()).as(ended.err()).isEqualTo(1);
    assertThat(ended.err()).isEqualTo("signet: No such signing key (404 not_found)\n");
    assertThat(signet("keys", "withdraw", kid, "--reson", "leaked").code()).isEqualTo(2);
  }

  @Test
  void the_audit_log_is_verified_and_the_exit_code_says_the_result() throws IOException {
    newAgent("courier");
    assertThat(fine("audit", "verify").out()).startsWith("Intact: ");
    assertThat(json("audit", "verify").json().get("valid").booleanValue()).isTrue();

    try (var tampered = new TestServer()) {
      tampered.start();
      tampered.registerAgent("courier");
      tampered
          .internals()
          .db()
          .inTransaction(
              tx -> tx.update("UPDATE audit_events SET actor_id = 'x' WHERE seq = 2").execute());
      var environment = operator();
      environment.put("SIGNET_URL", tampered.base().toString());
      environment.put("SIGNET_OPERATOR_KEY", tampered.operatorKey());

      var ended = signet(environment, "audit", "verify");

      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.out())
          .startsWith("NOT INTACT: ")
          .contains("number 2: the event is not what was written");
    }
  }

  @Test
  void the_audit_log_is_exported_to_a_file_or_to_standard_output() throws IOException {
    var agent = newAgent("Kurier é 🙂");

    var printed = fine("audit", "export", "--agent", agent);
    var written = fine("audit", "export", "--agent", agent, "--out", "trail.ndjson");

    assertThat(printed.out().lines()).hasSize(1);
    assertThat(printed.out()).contains("Kurier é 🙂").endsWith("}\n");
    assertThat(Files.readString(folder.resolve("trail.ndjson"))).isEqualTo(printed.out());
    assertThat(written.out()).startsWith("1 events written to ");
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void signatures_and_public_keys_are_exported_for_an_independent_check() throws IOException {
    newAgent("courier");
    server.internals().audit().checkpoint();

    var signatures = fine("audit", "signatures");
    var written = fine("audit", "signatures", "--out", "signatures.ndjson");
    var keys = json("audit", "keys").json().get("keys");

    assertThat(signatures.out().lines()).hasSizeGreaterThanOrEqualTo(2);
    assertThat(signatures.out().lines()).allSatisfy(line -> assertThat(line).startsWith("{"));
    assertThat(written.out()).containsPattern("^[0-9]+ signatures written to ");
    assertThat(Files.readString(folder.resolve("signatures.ndjson"))).contains("opening");
    assertThat(keys).hasSize(1);
    assertThat(keys.get(0).has("d")).isFalse();
    assertThat(fine("audit", "keys").out()).isEqualTo(keys.get(0).get("kid").stringValue() + "\n");
    assertThat(signatures.out()).contains(keys.get(0).get("kid").stringValue());
  }

  @Test
  void an_export_that_breaks_off_leaves_no_file() throws IOException {
    var broken = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    broken.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 1_000);
          exchange.getResponseBody().write("{}\n".getBytes(UTF_8));
          exchange.getResponseBody().flush();
          exchange.close();
        });
    broken.start();
    var environment = operator();
    environment.put("SIGNET_URL", "http://127.0.0.1:" + broken.getAddress().getPort());

    var ended = signet(environment, "audit", "export", "--out", "trail.ndjson");

    broken.stop(0);
    assertThat(ended.code()).isEqualTo(3);
    assertThat(ended.err()).startsWith("signet: The export was cut short");
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void events_are_listed_cursor_by_cursor() {
    var agent = newAgent("courier");
    fine("agent", "suspend", agent);

    var first = fine("audit", "list", "--agent", agent, "--limit", "1");
    var cursor = first.out().lines().toList().getLast().replace("Older: --after ", "");
    var second = fine("audit", "list", "--agent", agent, "--limit", "1", "--after", cursor);

    assertThat(first.out()).contains("agent.deactivated_with_revocation", "1 of 2");
    assertThat(second.out()).contains("agent.created").doesNotContain("Older");
    assertThat(json("audit", "list", "--outcome", "failure", "--action", "agent.created").out())
        .contains("\"total\":0");
  }

  @Test
  void a_refusal_of_the_server_exits_with_one_and_its_reason() {
    var ended = signet("agent", "get", "0198c0de-0000-7000-8000-000000000001");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).isEqualTo("signet: No such agent (404 not_found)\n");

    var invalid = signet("operator-key", "create", "--name", "x", "--scope", "parcels:read");
    assertThat(invalid.code()).isEqualTo(1);
    assertThat(invalid.err()).contains("scopes entry 0").contains("(400 invalid_request)");

    var other = operator();
    other.put(
        "SIGNET_OPERATOR_KEY",
        fine("operator-key", "create", "--name", "x", "--scope", "agents:read").out().strip());
    var lacking = signet(other, "audit", "verify");
    assertThat(lacking.code()).isEqualTo(1);
    assertThat(lacking.err())
        .isEqualTo("signet: This needs the scope audit:read (403 insufficient_scope)\n");
  }

  @Test
  void without_a_key_it_says_where_to_put_one() {
    var environment = operator();
    environment.remove("SIGNET_OPERATOR_KEY");

    var ended = signet(environment, "keys", "list");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("SIGNET_OPERATOR_KEY", "--key-file", "(401 unauthorized)");
  }

  @Test
  void the_key_can_be_read_from_a_file() throws IOException {
    var environment = operator();
    environment.remove("SIGNET_OPERATOR_KEY");
    Files.createDirectory(folder.resolve("signet-data"));
    keyFile("signet-data/operator.key", server.operatorKey() + "\n");
    keyFile("other", server.operatorKey());

    assertThat(signet(environment, "keys", "list").code()).isZero();
    Files.writeString(folder.resolve("signet-data/operator.key"), "sk_live_wrong");
    assertThat(signet(environment, "keys", "list").code()).isEqualTo(1);
    assertThat(signet(environment, "keys", "list", "--key-file", "other").code()).isZero();
    // A file that is named wins over the environment.
    Files.writeString(folder.resolve("other"), "sk_live_wrong");
    assertThat(signet("keys", "list", "--key-file", "other").code()).isEqualTo(1);
  }

  @Test
  void a_key_file_without_a_key_is_reported_and_not_sent() throws IOException {
    keyFile("two lines", "sk_live_a\r\nX-Evil: 1");
    keyFile("empty", "\n");

    for (var file : List.of("two lines", "empty", "missing")) {
      var ended = signet("keys", "list", "--key-file", file);
      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.err()).startsWith("signet: The key file ").doesNotContain("sk_live_");
    }
  }

  private void keyFile(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
    mode(name, "rw-------");
  }

  private void mode(String file, String permissions) throws IOException {
    Files.setPosixFilePermissions(
        folder.resolve(file), PosixFilePermissions.fromString(permissions));
  }

  @Test
  void a_key_file_that_every_user_can_read_is_not_used() throws IOException {
    keyFile("key", server.operatorKey());
    mode("key", "rw-r--r--");
    var byVariable = operator();
    byVariable.remove("SIGNET_OPERATOR_KEY");
    byVariable.put("SIGNET_OPERATOR_KEY_FILE", "key");

    for (var ended :
        List.of(signet("keys", "list", "--key-file", "key"), signet(byVariable, "keys", "list"))) {
      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.err())
          .startsWith("signet: The key file ")
          .contains("every user of this machine", "chmod 600")
          .doesNotContain(server.operatorKey());
    }
    mode("key", "r--r-----");
    assertThat(signet(byVariable, "keys", "list").code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://nowhere.invalid",
        "http://localhost.example:8080",
        "http://127.0.0.1.example",
        "http://127.evil.example",
        "http://10.0.0.7:8080",
        "http://user@127.0.0.1:8080"
      })
  void a_key_is_not_sent_to_another_machine_unencrypted(String url) {
    var environment = operator();
    environment.put("SIGNET_URL", url);

    for (var words : List.of("keys list", "leak report")) {
      var ended = signet(environment, words.split(" ", -1));
      assertThat(ended.code()).as(ended.err()).isEqualTo(2);
      assertThat(ended.err()).doesNotContain(server.operatorKey());
    }
  }

  @Test
  void a_server_that_cannot_be_reached_ends_with_three() throws IOException {
    var environment = operator();
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      environment.put("SIGNET_URL", "http://127.0.0.1:" + socket.getLocalPort());
    }

    var refused = signet(environment, "keys", "list");
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.err())
        .isEqualTo(
            "signet: Cannot reach " + environment.get("SIGNET_URL") + ": connection refused\n");

    environment.put("SIGNET_URL", "http://nowhere.invalid");
    var unknown = signet(environment, "keys", "list", "--allow-plain-http");
    assertThat(unknown.code()).isEqualTo(3);
    assertThat(unknown.err())
        .isEqualTo("signet: Cannot reach http://nowhere.invalid: unknown host\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 404, 502})
  void a_server_other_than_signet_is_reported(int status) throws IOException {
    var stranger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    stranger.createContext(
        "/",
        exchange -> {
          var page = "<html>hello</html>".getBytes(UTF_8);
          exchange.sendResponseHeaders(status, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    stranger.start();
    var environment = operator();
    environment.put("SIGNET_URL", "http://127.0.0.1:" + stranger.getAddress().getPort());

    var ended = signet(environment, "keys", "list");

    stranger.stop(0);
    assertThat(ended.code()).isIn(1, 3);
    assertThat(ended.err()).startsWith("signet: The server at http://127.0.0.1:").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keys",
        "keys list extra",
        "keys rotat",
        "agent get",
        "agent list --nonsense",
        "agent list --limit",
        "agent create --name x --token-lifetime soon",
        "operator-key create",
        "keys rotate --idempotency-key schl\u00FCssel",
        "agent credential rotate one",
        "delegation",
        "delegation create --subject one",
        "delegation narrow one --max-hops many",
        "delegation revoke",
        "keys list --url ftp://localhost",
        "keys list --url localhost:8080",
        "keys list --url http://localhost?x=1"
      })
  void a_command_line_that_is_not_right_ends_with_two(String words) {
    var ended = signet(words.split(" ", -1));

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).isNotEmpty();
  }

  @Test
  void a_value_cannot_leave_its_place_in_a_path() {
    var ended = signet("agent", "get", "../operator-keys?x=1#/%2e");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("404");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keys",
        "keys withdraw",
        "operator-key",
        "agent",
        "agent credential",
        "delegation",
        "delegation create",
        "audit",
        "audit export"
      })
  void help_is_there(String words) {
    var ended = signet((words + " --help").split(" ", -1));

    assertThat(ended.code()).isZero();
    assertThat(ended.out()).startsWith("Usage: signet " + words);
  }
}
