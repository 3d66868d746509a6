package dev.signet.delegation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.delegation.DelegationModel.Edge;
import dev.signet.delegation.DelegationModel.Holder;
import dev.signet.delegation.DelegationModel.Token;
import dev.signet.testing.ExchangingAgents;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Random agents lend, exchange, narrow and end at random, and the server does at each step what a
/// simple model says: which exchanges it refuses, what the tokens allow, which are active, and how
/// many each end has ended.
///
/// `-Dsignet.delegation.steps=10000` takes more steps, among more agents.
@DisplayNameGeneration(ReplaceUnderscores.class)
class RandomDelegationsTest {
  @RegisterExtension static final TestServer server = new TestServer().with("token-alg", "ES256");

  private static final long SEED = Long.getLong("signet.test.seed", System.nanoTime());
  private static final int STEPS = Integer.getInteger("signet.delegation.steps", 400);
  private static final int AGENTS = Math.min(50, 6 + STEPS / 200);
  private static final int STEPS_PER_CHECK = 40;

  private static final String DELEGATIONS = "/api/v1/delegations";
  private static final String PATH = "/api/v1/agents/";
  private static final List<String> SCOPES = List.of("a", "b", "c", "d");

  private final Random random = new Random(SEED);
  private final List<String> story = new ArrayList<>();
  private List<String> resources = List.of();
  private DelegationModel model = new DelegationModel("");

  @Test
  void random_chains_behave_as_the_model_says() {
    System.out.println("seed " + SEED);
    var agents = new ExchangingAgents(server, server.createOrganization("random"));
    resources = List.of(server.url(""), "https://one.example.com/", "https://two.example.com/");
    model = new DelegationModel(server.url(""));
    for (var i = 0; i < AGENTS; i++) {
      model.holders.add(new Holder(agents.agent("name", "agent-" + i, "scopes", SCOPES)));
    }
    for (var step = 1; step <= STEPS; step++) {
      step();
      if (step % STEPS_PER_CHECK == 0 || step == STEPS) {
        compareTokens();
      }
    }
  }

  private Instant now() {
    return server.clock().instant();
  }

  private void step() {
    var roll = random.nextInt(100);
    if (roll < 12 || model.tokens.isEmpty()) {
      requestToken(any(model.holders));
    } else if (roll < 28 || model.edges.isEmpty()) {
      lend();
    } else if (roll < 78) {
      exchange();
    } else if (roll < 86) {
      narrow(any(model.edges));
    } else if (roll < 89) {
      revoke(any(model.edges));
    } else if (roll < 92) {
      revoke(any(model.tokens));
    } else if (roll < 94) {
      revokeAll(any(model.holders));
    } else if (roll < 97) {
      suspendOrReactivate(any(model.holders));
    } else {
      // No lifetime is a multiple of 7 seconds, so no token ends just now.
      server.clock().advance(Duration.ofSeconds(7L * (1 + random.nextInt(20))));
    }
  }

  private void requestToken(Holder holder) {
    var scopes = someOf(SCOPES);
    var answer = holder.agent.requestToken(String.join(" ", scopes));
    assertThat(answer.status() == 200).as(tell("token", answer)).isEqualTo(holder.isActive);
    if (answer.status() == 200) {
      model.tokens.add(
          new Token(
              answer.text("access_token"),
              holder,
              holder.generation,
              scopes,
              resources.getFirst(),
              now(),
              now().plusSeconds(Long.parseLong(answer.text("expires_in"))),
              null,
              List.of()));
    }
  }

  private void lend() {
    var subject = any(model.holders);
    var actor = any(model.holders);
    if (subject == actor) {
      return;
    }
    var scopes = someOf(SCOPES);
    var targets = someOf(resources);
    var hops = 1 + random.nextInt(5);
    var answer =
        server
            .operator()
            .post(
                DELEGATIONS,
                "subject",
                subject.agent.id(),
                "actor",
                actor.agent.id(),
                "scopes",
                List.copyOf(scopes),
                "resources",
                List.copyOf(targets),
                "maxHops",
                hops);
    assertThat(answer.status() == 201)
        .as(tell("lend", answer))
        .isEqualTo(subject.isActive && actor.isActive);
    if (answer.status() == 201) {
      model.edges.add(new Edge(answer.text("delegationId"), subject, actor, scopes, targets, hops));
    }
  }

  private void exchange() {
    var subject = any(model.tokens);
    var continuing = model.edges.stream().filter(edge -> edge.subject == subject.holder()).toList();
    var roll = random.nextInt(10);
    var edge = roll == 0 || continuing.isEmpty() ? null : any(roll == 1 ? model.edges : continuing);
    exchange(subject, edge == null ? subject.holder() : edge.actor, edge);
  }

  private void exchange(Token subject, Holder caller, @Nullable Edge edge) {
    var scopes = random.nextInt(3) == 0 ? someOf(SCOPES) : null;
    var resource = random.nextInt(3) == 0 ? any(resources) : resources.getFirst();
    var parameters = new ArrayList<>(List.of("resource", resource));
    if (edge != null) {
      parameters.addAll(List.of("delegation_id", edge.id));
    }
    if (scopes != null) {
      parameters.addAll(List.of("scope", String.join(" ", scopes)));
    }
    var expected = model.exchange(subject, caller, edge, scopes, resource, now());

    var answer =
        ExchangingAgents.exchange(
            server, caller.agent, subject.value(), parameters.toArray(String[]::new));

    assertThat(answer.status() == 200)
        .as(tell("exchange " + parameters, answer))
        .isEqualTo(expected.isPresent());
    expected.ifPresent(issued -> {
      assertThat(words(answer, "scope")).as(tell("scope", answer)).isEqualTo(issued.scopes());
      assertThat(answer.text("expires_in"))
          .as(tell("expires_in", answer))
          .isEqualTo(Long.toString(Duration.between(now(), issued.expiresAt()).toSeconds()));
      model.tokens.add(
          new Token(
              answer.text("access_token"),
              caller,
              caller.generation,
              issued.scopes(),
              resource,
              now(),
              issued.expiresAt(),
              subject,
              issued.edges()));
    });
  }

  private void narrow(Edge edge) {
    var before = model.active(now());
    var change =
        switch (random.nextInt(4)) {
          case 0 -> Map.entry("scopes", (Object) List.copyOf(someOf(List.copyOf(edge.scopes))));
          case 1 ->
              Map.entry("resources", (Object) List.copyOf(someOf(List.copyOf(edge.resources))));
          case 2 -> Map.entry("maxHops", (Object) (1 + random.nextInt(edge.maxHops)));
          default ->
              Map.entry(
                  "tokenLifetimeSeconds",
                  (Object) (edge.lifetime.map(Duration::toSeconds).orElse(1895L) - 105));
        };
    if (change.getValue().equals(5L)) {
      return;
    }
    var answer =
        server.operator().patch(DELEGATIONS + "/" + edge.id, change.getKey(), change.getValue());
    assertThat(answer.status() == 200)
        .as(tell("narrow " + change, answer))
        .isEqualTo(edge.isActive);
    if (answer.status() == 200) {
      switch (change.getKey()) {
        case "scopes" -> edge.scopes = texts(change.getValue());
        case "resources" -> edge.resources = texts(change.getValue());
        case "maxHops" -> edge.maxHops = (int) change.getValue();
        default -> edge.lifetime = Optional.of(Duration.ofSeconds((long) change.getValue()));
      }
      compareCount("narrow " + change, before, answer, number(answer, "endedTokens"));
    }
  }

  private void revoke(Edge edge) {
    var before = model.active(now());
    var answer = server.operator().delete(DELEGATIONS + "/" + edge.id);
    edge.isActive = false;
    compareCount("revoke delegation", before, answer, number(answer, "revokedTokenCount"));
  }

  private void revoke(Token token) {
    var before = model.active(now());
    var answer = server.operator().form("/oauth/revoke", "token", token.value());
    assertThat(answer.status()).as(tell("revoke", answer)).isEqualTo(200);
    model.revoke(token);
    if (before.contains(token)) {
      var event =
          server
              .operator()
              .get(
                  "/api/v1/audit?limit=1&action=token.revoked&agentId="
                      + token.holder().agent.id());
      compareCount(
          "revoke token",
          before,
          event,
          number(event, "data/0/metadata/revoked_token_count")
              + number(event, "data/0/metadata/revoked_descendant_count"));
    }
  }

  private void revokeAll(Holder holder) {
    var before = model.active(now());
    var answer = server.operator().post(PATH + holder.agent.id() + "/tokens/revoke");
    holder.endAllTokens();
    compareCount("revoke all", before, answer, ended(answer));
  }

  private void suspendOrReactivate(Holder holder) {
    if (!holder.isActive) {
      var answer = server.operator().patch(PATH + holder.agent.id(), "status", "active");
      assertThat(answer.status()).as(tell("reactivate", answer)).isEqualTo(200);
      holder.isActive = true;
      return;
    }
    var before = model.active(now());
    var answer = server.operator().post(PATH + holder.agent.id() + "/suspend");
    holder.isActive = false;
    holder.endAllTokens();
    compareCount("suspend", before, answer, ended(answer));
  }

  private static long ended(TestResponse answer) {
    return number(answer, "revokedTokenCount") + number(answer, "revokedDescendantCount");
  }

  private static long number(TestResponse answer, String member) {
    var number = answer.json(member);
    return number == null ? 0 : Long.parseLong(number);
  }

  private void compareCount(String what, Set<Token> before, TestResponse answer, long counted) {
    assertThat(answer.status()).as(tell(what, answer)).isEqualTo(200);
    var after = model.active(now());
    var ended = before.stream().filter(token -> !after.contains(token)).count();
    assertThat(counted).as(tell(what, answer)).isEqualTo(ended);
  }

  /// Asks the server about every token. What has ended stays so, and needs no further look.
  private void compareTokens() {
    for (var token : model.tokens) {
      var answer = server.operator().form("/oauth/introspect", "token", token.value());
      var isActive = model.isActive(token, now());
      assertThat(answer.text("active")).as(tell("introspect", answer)).isEqualTo("" + isActive);
      if (isActive) {
        assertThat(words(answer, "scope"))
            .as(tell("introspect", answer))
            .isEqualTo(model.scopes(token));
      }
    }
    model.tokens.removeIf(token -> !model.isActive(token, now()) && random.nextInt(4) > 0);
    model.edges.removeIf(edge -> !edge.isActive && random.nextInt(4) > 0);
  }

  private static Set<String> words(TestResponse answer, String member) {
    var text = answer.json(member);
    return text == null ? Set.of() : new TreeSet<>(List.of(text.split(" ")));
  }

  private static Set<String> texts(Object list) {
    return ((List<?>) list).stream().map(String::valueOf).collect(Collectors.toSet());
  }

  private <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /// At least one.
  private Set<String> someOf(List<String> all) {
    var some = new TreeSet<String>();
    for (var one : all) {
      if (random.nextBoolean()) {
        some.add(one);
      }
    }
    if (some.isEmpty()) {
      some.add(any(all));
    }
    return some;
  }

  private String tell(String what, TestResponse answer) {
    story.add(what + " -> " + answer.status());
    var last = story.subList(Math.max(0, story.size() - 10), story.size());
    return "seed " + SEED + ", step " + story.size() + ": " + answer.body() + " after " + last;
  }
}
