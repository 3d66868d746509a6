package dev.signet.web.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ExchangingAgents;
import dev.signet.testing.OpenApiCheck;
import dev.signet.testing.RefusalAssertions;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// Sends the request of each route that creates or rotates a secret twice. A new route becomes a
/// constant here.
@DisplayNameGeneration(ReplaceUnderscores.class)
class IdempotentRoutesTest {
  @RegisterExtension static final TestServer server = new TestServer().with("registration", "open");

  /// One request that can be sent again.
  ///
  /// @param count the audit event of which there must be one more afterwards
  /// @param replacesItsSecret whether the bearer token is no longer valid afterwards
  record Call(TestClient by, String path, String body, String count, boolean replacesItsSecret) {
    TestResponse send(String key) {
      return by.with("Idempotency-Key", key).postJson(path, body);
    }

    Call with(String other) {
      return new Call(by, path, other, count, replacesItsSecret);
    }
  }

  /// Each by its operation's id in the OpenAPI file.
  enum Route {
    REGISTER_AGENT("registerAgent") {
      @Override
      Call prepare() {
        return operator("/api/v1/agents", "{\"name\":\"courier\"}", "agent.created");
      }
    },
    ROTATE_DPOP_KEY("rotateDpopKey") {
      @Override
      Call prepare() {
        var agent = server.registerAgent("courier");
        // RFC 7517, appendix A.1.
        return operator(
            "/api/v1/agents/" + agent.id() + "/rotate-dpop-key",
            """
            {"new_public_jwk":{"kty":"EC","crv":"P-256",
            "x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
            "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}}\
            """,
            "agent.dpop_key_rotated");
      }
    },
    GENERATE_CREDENTIAL("generateCredential") {
      @Override
      Call prepare() {
        var agent = server.registerAgent("courier");
        return operator(credentials(agent), "{}", "credential.generated");
      }
    },
    ROTATE_CREDENTIAL("rotateCredential") {
      @Override
      Call prepare() {
        var agent = server.registerAgent("courier");
        var credential = server.operator().get(credentials(agent)).text("data/0/credentialId");
        return operator(
            credentials(agent) + "/" + credential + "/rotate",
            "{\"overlapSeconds\":60}",
            "credential.rotated");
      }
    },
    CREATE_OPERATOR_KEY("createOperatorKey") {
      @Override
      Call prepare() {
        return operator(
            "/api/v1/operator-keys",
            "{\"name\":\"pipeline\",\"scopes\":[\"agents:read\"]}",
            "operator.key_created");
      }
    },
    ADD_MEMBER("addMember") {
      @Override
      Call prepare() {
        return operator(
            "/api/v1/organizations/"
                + server.createOrganization("members-" + System.nanoTime())
                + "/members",
            "{\"name\":\"Ada\",\"role\":\"owner\"}",
            "organization.member_added");
      }
    },
    ROTATE_OPERATOR_KEY("rotateOperatorKey") {
      @Override
      Call prepare() {
        var key =
            server
                .operator()
                .postJson("/api/v1/operator-keys", "{\"name\":\"k\",\"scopes\":[\"*\"]}")
                .text("keyId");
        return operator("/api/v1/operator-keys/" + key + "/rotate", "{}", "operator.key_rotated");
      }
    },
    ROTATE_SIGNING_KEYS("rotateSigningKeys") {
      @Override
      Call prepare() {
        return operator(
            "/api/v1/keys/rotate",
            "{\"alg\":\"EdDSA\",\"force\":true}",
            "operator.signing_key_rotated");
      }
    },
    ROTATE_API_KEY("rotateApiKey") {
      @Override
      Call prepare() {
        var agent = server.registerAgent("courier");
        return operator(
            "/api/v1/agents/" + agent.id() + "/api-key/rotate", "{}", "api_key.created");
      }
    },
    ROTATE_OWN_API_KEY("rotateOwnApiKey") {
      @Override
      Call prepare() {
        // Three attempts in a quarter of an hour are all that an address has.
        server.clock().advance(Duration.ofMinutes(15));
        var agent = server.registerAgent("courier");
        var given = server.operator().post("/api/v1/agents/" + agent.id() + "/api-key/rotate");
        return new Call(
            server.unauthenticated().bearer(given.text("apiKey")),
            "/v1/agents/self/rotate-key",
            "{\"rotationSecret\":\"" + given.text("rotationSecret") + "\"}",
            "api_key.rotated",
            true);
      }
    },
    REGISTER_SELF("registerSelf") {
      @Override
      Call prepare() {
        server.clock().advance(Duration.ofHours(1));
        return new Call(
            server.unauthenticated(),
            "/v1/auth/agent-register",
            "{\"name\":\"courier\"}",
            "agent.registered",
            false);
      }
    },
    CREATE_INVITE("createInvite") {
      @Override
      Call prepare() {
        return operator("/api/v1/invites", "{}", "invite.created");
      }
    },
    CREATE_DELEGATION("createDelegation") {
      @Override
      Call prepare() {
        var agents =
            new ExchangingAgents(server, server.createOrganization("lenders-" + System.nanoTime()));
        return operator(
            "/api/v1/delegations",
            "{\"subject\":\"%s\",\"actor\":\"%s\",\"scopes\":[\"read\"]}"
                .formatted(agents.agent().id(), agents.agent().id()),
            "delegation.created");
      }
    },
    CREATE_WEBHOOK("createWebhook") {
      @Override
      Call prepare() {
        return operator("/api/v1/webhooks", webhook(), "webhook.created");
      }
    },
    CREATE_RESOURCE("createResource") {
      @Override
      Call prepare() {
        return operator(
            "/api/v1/resources",
            "{\"uri\":\"https://mcp-%d.example.com/mcp\",\"name\":\"Files\"}"
                .formatted(System.nanoTime()),
            "resource.created");
      }
    },
    ROTATE_WEBHOOK_SECRET("rotateWebhookSecret") {
      @Override
      Call prepare() {
        var made = server.operator().postJson("/api/v1/webhooks", webhook()).text("webhookId");
        return operator(
            "/api/v1/webhooks/" + made + "/rotate-secret", "{}", "webhook.secret_rotated");
      }
    },
    CREATE_QUICK_WEBHOOK("createQuickWebhook") {
      @Override
      Call prepare() {
        return operator("/api/webhooks", webhook(), "webhook.created");
      }
    },
    MAKE_QUICK_AGENT("makeQuickAgent") {
      @Override
      Call prepare() {
        return operator("/api/agents", "{\"name\":\"courier\"}", "agent.created");
      }
    },
    ACT_ON_QUICK_AGENT("actOnQuickAgent") {
      @Override
      Call prepare() {
        return operator(quick(), "{\"action\":\"rotate\"}", "credential.rotated");
      }
    },
    ROTATE_QUICK_AGENT("rotateQuickAgent") {
      @Override
      Call prepare() {
        return operator(quick() + "/rotate", "{}", "credential.rotated");
      }
    },
    ROTATE_QUICK_SELF("rotateQuickSelf") {
      @Override
      Call prepare() {
        var agent = server.registerAgent("courier", "read");
        return new Call(
            agent.with(agent.token()), "/api/agents/me/rotate", "{}", "credential.rotated", false);
      }
    };

    private final String operationId;

    Route(String operationId) {
      this.operationId = operationId;
    }

    abstract Call prepare();

    private static Call operator(String path, String body, String count) {
      return new Call(server.operator(), path, body, count, false);
    }

    private static String credentials(TestAgent agent) {
      return "/api/v1/agents/" + agent.id() + "/credentials";
    }

    private static String quick() {
      return "/api/agents/"
          + server.operator().post("/api/agents", "name", "courier").text("agent/id");
    }
  }

  @ParameterizedTest
  @EnumSource
  void is_done_once_and_answered_alike(Route route) {
    var call = route.prepare();
    var key = UUID.randomUUID().toString();
    var before = executions(call);

    var first = call.send(key);
    var again = call.send(key);

    assertThat(first.status()).as(first.body()).isIn(200, 201);
    assertThat(first.header("Idempotent-Replayed")).isEmpty();
    assertThat(again.status()).isEqualTo(first.status());
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.header("Idempotent-Replayed")).hasValue("true");
    assertThat(again.header("Cache-Control")).isEqualTo(first.header("Cache-Control"));
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));
    assertThat(executions(call)).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @EnumSource
  void refuses_another_body_for_the_same_key(Route route) {
    var call = route.prepare();
    var key = UUID.randomUUID().toString();
    var first = call.send(key);
    var before = executions(call);

    var other = call.with(call.body() + " ").send(key);

    assertThat(first.status()).as(first.body()).isIn(200, 201);
    if (call.replacesItsSecret()) {
      RefusalAssertions.isProblem(other, 401, "unauthorized");
    } else {
      RefusalAssertions.isProblem(other, 422, "idempotency_key_reused");
    }
    assertThat(executions(call)).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void is_tried_again_after_a_refusal(Route route) {
    var call = route.prepare();
    var key = UUID.randomUUID().toString();

    var refused = call.with("{\"no such field\":1}").send(key);
    var done = call.send(key);

    RefusalAssertions.isProblem(refused, 400, "invalid_request");
    assertThat(done.status()).as(done.body()).isIn(200, 201);
    assertThat(done.header("Idempotent-Replayed")).isEmpty();
  }

  @Test
  void the_OpenAPI_file_names_the_same_routes() {
    var named = new TreeSet<String>();
    var showing = new TreeSet<String>();
    var secrets = Pattern.compile("WithSecret|MadeQuickAgent|NewSecret|WebhookSecret");
    for (var path : OpenApiCheck.document().get("paths")) {
      var post = path.path("post");
      if (takesKey(post)) {
        named.add(post.get("operationId").stringValue());
        assertThat(post.at("/responses/422").isMissingNode()).isFalse();
      }
      for (var response : post.path("responses")) {
        if (secrets.matcher(response.path("content").findValues("schema").toString()).find()) {
          showing.add(post.get("operationId").stringValue());
        }
      }
    }

    assertThat(named)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Route.values()).map(route -> route.operationId).toList());
    assertThat(named).as("whatever shows a secret takes a key").containsAll(showing);
  }

  /// A webhook of an organization of its own, as the number of webhooks is limited. Nothing is sent
  /// to it: the organization has no events.
  private static String webhook() {
    var organization = server.createOrganization("receiver-" + System.nanoTime());
    return """
    {"organizationId":"%s","name":"siem","url":"https://93.184.216.34/","events":["agent.*"]}\
    """
        .formatted(organization);
  }

  private static boolean takesKey(JsonNode operation) {
    for (var parameter : operation.path("parameters")) {
      if (Objects.equals(
          OpenApiCheck.resolved(parameter).path("name").stringValue(""),
          IdempotentRequests.HEADER)) {
        return true;
      }
    }
    return false;
  }

  private static int executions(Call call) {
    return Integer.parseInt(
        server
            .operator()
            .get("/api/v1/audit?limit=1&outcome=success&action=" + call.count())
            .text("total"));
  }
}
