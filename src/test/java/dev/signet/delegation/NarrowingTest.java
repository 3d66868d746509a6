package dev.signet.delegation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.oauth.Scopes;
import dev.signet.delegation.Delegation.Terms;
import dev.signet.delegation.DelegationChain.Link;
import dev.signet.delegation.Narrowing.Limits;
import dev.signet.delegation.Narrowing.Outcome;
import dev.signet.delegation.Narrowing.Reason;
import dev.signet.delegation.Narrowing.Requested;
import dev.signet.delegation.Narrowing.SubjectToken;
import dev.signet.identity.agents.AgentId;
import dev.signet.testing.WithoutDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class NarrowingTest {
  private static final Instant NOW = Instant.parse("2027-03-28T00:00:00Z");
  private static final String ISSUER = "https://signet.example";
  private static final String API = "https://api.example/";
  private static final String OTHER_API = "https://other.example/";
  private static final Scopes SCOPES = Scopes.of("read", "write", "list");
  private static final Requested DEFAULT = new Requested(Optional.empty(), List.of());

  private static String id(Random random) {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private final Random ids = new Random(7);

  private ChainAgent agent() {
    return agent(SCOPES, Optional.empty(), false);
  }

  private ChainAgent agent(Scopes scopes, Optional<Instant> expiresAt, boolean requiresProof) {
    return new ChainAgent(new AgentId(id(ids)), 1, true, scopes, scopes, expiresAt, requiresProof);
  }

  private static Terms terms() {
    return new Terms(
        SCOPES,
        Resources.ALL,
        Delegation.MAX_HOPS,
        Optional.empty(),
        NOW.plus(Duration.ofDays(30)),
        Optional.empty());
  }

  private static Terms terms(Scopes scopes, Resources resources, int maxHops) {
    return new Terms(
        scopes,
        resources,
        maxHops,
        Optional.empty(),
        NOW.plus(Duration.ofDays(30)),
        Optional.empty());
  }

  private Link link(DelegationChain chain, Terms terms, ChainAgent actor) {
    return new Link(
        DelegationSamples.delegation(
            new DelegationId(id(ids)), chain.holder().id(), actor.id(), terms),
        actor);
  }

  private DelegationChain chain(Terms... terms) {
    var chain = DelegationChain.of(agent());
    for (var one : terms) {
      chain = chain.plus(link(chain, one, agent()));
    }
    return chain;
  }

  private static SubjectToken subject() {
    return new SubjectToken(SCOPES, List.of(ISSUER), NOW.plusSeconds(600), false);
  }

  private static Limits limits() {
    return new Limits(NOW, Duration.ofHours(1), Optional.empty(), ISSUER);
  }

  private static Outcome.Allowed allowed(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Allowed.class);
    return (Outcome.Allowed) outcome;
  }

  private static void assertDenied(Outcome outcome, Reason reason) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Denied.class, denied -> assertThat(denied.reason()).isEqualTo(reason));
  }

  private static Outcome meet(DelegationChain chain) {
    return Narrowing.meet(chain, subject(), DEFAULT, limits());
  }

  @Test
  void a_token_has_the_scopes_that_the_subject_token_each_delegation_and_each_agent_have() {
    var chain = chain(terms(Scopes.of("list", "read"), Resources.ALL, 2));
    chain = chain.plus(link(chain, terms(), agent(Scopes.of("list"), Optional.empty(), false)));

    assertThat(allowed(meet(chain)).scopes()).isEqualTo(Scopes.of("list"));
  }

  @Test
  void the_root_needs_its_scopes_and_the_others_those_that_they_have_for_others() {
    var root =
        new ChainAgent(new AgentId(id(ids)), 1, true, SCOPES, Scopes.NONE, Optional.empty(), false);
    var actor =
        new ChainAgent(new AgentId(id(ids)), 1, true, Scopes.NONE, SCOPES, Optional.empty(), false);
    var chain = DelegationChain.of(root);

    assertThat(allowed(meet(chain.plus(link(chain, terms(), actor)))).scopes()).isEqualTo(SCOPES);
  }

  @Test
  void a_requested_scope_outside_is_denied_and_not_left_out() {
    var outcome =
        Narrowing.meet(
            chain(terms(Scopes.of("read"), Resources.ALL, 1)),
            subject(),
            new Requested(Optional.of(Scopes.of("read", "write")), List.of()),
            limits());

    assertThat(outcome).isEqualTo(new Outcome.Denied(Reason.SCOPE, Scopes.of("read")));
  }

  @Test
  void a_token_without_any_scope_is_denied_to_an_actor_and_allowed_to_an_agent_for_itself() {
    var identityOnly = new SubjectToken(Scopes.NONE, List.of(ISSUER), NOW.plusSeconds(9), false);

    assertDenied(Narrowing.meet(chain(terms()), identityOnly, DEFAULT, limits()), Reason.SCOPE);
    assertThat(allowed(Narrowing.meet(chain(), identityOnly, DEFAULT, limits())).scopes())
        .isEqualTo(Scopes.NONE);
  }

  @Test
  void a_token_may_be_for_a_resource_of_every_delegation_even_if_the_subject_token_is_not() {
    var chain =
        chain(terms(SCOPES, Resources.of(API, OTHER_API), 2), terms(SCOPES, Resources.of(API), 1));
    var requested = new Requested(Optional.empty(), List.of(API));

    assertThat(allowed(Narrowing.meet(chain, subject(), requested, limits())).audience())
        .containsExactly(API);
    assertDenied(
        Narrowing.meet(
            chain, subject(), new Requested(Optional.empty(), List.of(API, OTHER_API)), limits()),
        Reason.TARGET);
  }

  @Test
  void resources_are_compared_character_by_character() {
    for (var near :
        List.of(
            "https://api.example",
            "https://api.example//",
            "https://API.example/",
            "https://api.example/v1",
            "https://api.example:443/",
            "https://user@api.example/",
            "https://api.example/../",
            "https://api.example/?")) {
      assertDenied(
          Narrowing.meet(
              chain(terms(SCOPES, Resources.of(API), 1)),
              subject(),
              new Requested(Optional.empty(), List.of(near)),
              limits()),
          Reason.TARGET);
    }
  }

  @Test
  void without_a_requested_resource_it_is_the_subject_tokens_or_this_server_or_the_only_one() {
    var both = Resources.of(API, OTHER_API);
    var ofApi = new SubjectToken(SCOPES, List.of(API, "urn:x"), NOW.plusSeconds(600), false);

    assertThat(
            allowed(Narrowing.meet(chain(terms(SCOPES, both, 1)), ofApi, DEFAULT, limits()))
                .audience())
        .containsExactly(API);
    assertThat(allowed(meet(chain(terms(SCOPES, Resources.of(ISSUER, API), 1)))).audience())
        .containsExactly(ISSUER);
    assertThat(allowed(meet(chain(terms(SCOPES, Resources.of(API), 1)))).audience())
        .containsExactly(API);
    assertDenied(meet(chain(terms(SCOPES, both, 1))), Reason.TARGET);
    assertDenied(
        meet(chain(terms(SCOPES, Resources.of(API), 2), terms(SCOPES, Resources.of(OTHER_API), 1))),
        Reason.TARGET);
  }

  @Test
  void a_token_expires_with_the_first_of_everything_above_it() {
    var times =
        List.<UnaryOperator<Expiries>>of(
            all -> all.withLifetime(Duration.ofSeconds(5)),
            all -> all.withSubject(NOW.plusSeconds(5)),
            all -> all.withActorToken(NOW.plusSeconds(5)),
            all -> all.withDelegation(NOW.plusSeconds(5)),
            all -> all.withCap(Duration.ofSeconds(5)),
            all -> all.withRoot(NOW.plusSeconds(5)),
            all -> all.withActor(NOW.plusSeconds(5)));

    for (var earliest : times) {
      assertThat(allowed(earliest.apply(Expiries.LATE).meet(this)).expiresAt())
          .isEqualTo(NOW.plusSeconds(5));
    }
    assertDenied(Expiries.LATE.withSubject(NOW).meet(this), Reason.EXPIRED);
    assertDenied(Expiries.LATE.withDelegation(NOW).meet(this), Reason.DELEGATION_ENDED);
  }

  private record Expiries(
      Duration lifetime,
      Instant subject,
      Instant actorToken,
      Instant delegation,
      Duration cap,
      Instant root,
      Instant actor) {
    static final Instant LATER = NOW.plusSeconds(3600);
    static final Expiries LATE =
        new Expiries(Duration.ofHours(1), LATER, LATER, LATER, Duration.ofHours(1), LATER, LATER);

    Expiries withLifetime(Duration other) {
      return new Expiries(other, subject, actorToken, delegation, cap, root, actor);
    }

    Expiries withSubject(Instant other) {
      return new Expiries(lifetime, other, actorToken, delegation, cap, root, actor);
    }

    Expiries withActorToken(Instant other) {
      return new Expiries(lifetime, subject, other, delegation, cap, root, actor);
    }

    Expiries withDelegation(Instant other) {
      return new Expiries(lifetime, subject, actorToken, other, cap, root, actor);
    }

    Expiries withCap(Duration other) {
      return new Expiries(lifetime, subject, actorToken, delegation, other, root, actor);
    }

    Expiries withRoot(Instant other) {
      return new Expiries(lifetime, subject, actorToken, delegation, cap, other, actor);
    }

    Expiries withActor(Instant other) {
      return new Expiries(lifetime, subject, actorToken, delegation, cap, root, other);
    }

    Outcome meet(NarrowingTest test) {
      var chain = DelegationChain.of(test.agent(SCOPES, Optional.of(root), false));
      var terms =
          new Terms(SCOPES, Resources.ALL, 1, Optional.of(cap), delegation, Optional.of("parcels"));
      chain = chain.plus(test.link(chain, terms, test.agent(SCOPES, Optional.of(actor), false)));
      return Narrowing.meet(
          chain,
          new SubjectToken(SCOPES, List.of(ISSUER), subject, false),
          DEFAULT,
          new Limits(NOW, lifetime, Optional.of(actorToken), ISSUER));
    }
  }

  @Test
  void each_delegation_limits_how_many_agents_act_below_its_subject() {
    allowed(meet(chain(terms(SCOPES, Resources.ALL, 1))));
    assertDenied(
        meet(chain(terms(SCOPES, Resources.ALL, 1), terms(SCOPES, Resources.ALL, 1))),
        Reason.TOO_MANY_HOPS);
    allowed(meet(chain(terms(SCOPES, Resources.ALL, 2), terms(SCOPES, Resources.ALL, 1))));
    assertDenied(
        meet(
            chain(
                terms(SCOPES, Resources.ALL, 8),
                terms(SCOPES, Resources.ALL, 1),
                terms(SCOPES, Resources.ALL, 8))),
        Reason.TOO_MANY_HOPS);
  }

  @Test
  void at_most_eight_agents_act_in_a_chain() {
    var eight = Collections.nCopies(8, terms()).toArray(Terms[]::new);
    allowed(meet(chain(eight)));

    var nine = Collections.nCopies(9, terms()).toArray(Terms[]::new);
    assertDenied(meet(chain(nine)), Reason.TOO_DEEP);
  }

  @Test
  void no_agent_is_in_a_chain_twice() {
    var chain = chain(terms(), terms());

    assertDenied(meet(chain.plus(link(chain, terms(), chain.root()))), Reason.CYCLE);
    assertDenied(
        meet(chain.plus(link(chain, terms(), chain.links().getFirst().actor()))), Reason.CYCLE);
  }

  @Test
  void a_proof_is_required_where_the_subject_token_is_bound_or_an_agent_requires_it() {
    var bound = new SubjectToken(SCOPES, List.of(ISSUER), NOW.plusSeconds(600), true);
    assertThat(allowed(Narrowing.meet(chain(terms()), bound, DEFAULT, limits())).requiresProof())
        .isTrue();
    assertThat(allowed(meet(chain(terms()))).requiresProof()).isFalse();

    var strict = agent(SCOPES, Optional.empty(), true);
    var below = DelegationChain.of(strict);
    assertThat(allowed(meet(below.plus(link(below, terms(), agent())))).requiresProof()).isTrue();
    var above = chain();
    assertThat(allowed(meet(above.plus(link(above, terms(), strict)))).requiresProof()).isTrue();
  }

  @Test
  void a_narrowed_delegation_applies_to_tokens_that_were_issued_before() {
    var chain = chain(terms(SCOPES, Resources.of(API), 1));
    var issued = List.of(API);

    assertThat(Narrowing.current(chain, SCOPES, issued, NOW, NOW)).contains(SCOPES);
    assertThat(current(chain, terms(Scopes.of("read"), Resources.of(API), 1), issued))
        .contains(Scopes.of("read"));
    assertThat(current(chain, terms(Scopes.of("other"), Resources.of(API), 1), issued)).isEmpty();
    assertThat(current(chain, terms(SCOPES, Resources.of(OTHER_API), 1), issued)).isEmpty();
    assertThat(current(chain, capped(Duration.ofSeconds(61)), issued)).contains(SCOPES);
    assertThat(current(chain, capped(Duration.ofSeconds(60)), issued)).isEmpty();
  }

  private static Terms capped(Duration lifetime) {
    return new Terms(
        SCOPES,
        Resources.of(API),
        1,
        Optional.of(lifetime),
        NOW.plusSeconds(3600),
        Optional.empty());
  }

  /// Of a token that was issued a minute ago.
  private static Optional<Scopes> current(
      DelegationChain chain, Terms narrowed, List<String> audience) {
    var link = chain.links().getFirst();
    var after =
        new DelegationChain(
            chain.root(), List.of(new Link(link.delegation().with(narrowed, NOW), link.actor())));
    return Narrowing.current(after, SCOPES, audience, NOW.minusSeconds(60), NOW);
  }

  @Test
  void terms_are_widened_by_those_that_allow_more_in_any_respect() {
    var wide =
        new Terms(
            Scopes.of("a", "b"),
            Resources.of(API, OTHER_API),
            2,
            Optional.of(Duration.ofSeconds(60)),
            NOW,
            Optional.empty());
    assertThat(wide.widenedBy(wide)).isEmpty();
    for (var narrow :
        List.<UnaryOperator<Terms>>of(
            t -> copy(t, Scopes.of("b"), t.resources(), t.maxHops(), t.tokenLifetime(), NOW),
            t -> copy(t, t.scopes(), Resources.of(API), t.maxHops(), t.tokenLifetime(), NOW),
            t -> copy(t, t.scopes(), t.resources(), 1, t.tokenLifetime(), NOW),
            t ->
                copy(
                    t,
                    t.scopes(),
                    t.resources(),
                    t.maxHops(),
                    Optional.of(Duration.ofSeconds(59)),
                    NOW),
            t ->
                copy(
                    t,
                    t.scopes(),
                    t.resources(),
                    t.maxHops(),
                    t.tokenLifetime(),
                    NOW.minusMillis(1)))) {
      assertThat(wide.widenedBy(narrow.apply(wide))).isEmpty();
      assertThat(narrow.apply(wide).widenedBy(wide)).hasSize(1);
    }
    var unlimited = copy(wide, wide.scopes(), Resources.ALL, wide.maxHops(), Optional.empty(), NOW);
    assertThat(unlimited.widenedBy(wide)).isEmpty();
    assertThat(wide.widenedBy(unlimited)).containsExactly("resources", "tokenLifetimeSeconds");
  }

  private static Terms copy(
      Terms of,
      Scopes scopes,
      Resources resources,
      int hops,
      Optional<Duration> lifetime,
      Instant expiresAt) {
    return new Terms(scopes, resources, hops, lifetime, expiresAt, of.purpose());
  }

  /// A token of the model, with everything above it.
  private record ModelToken(
      DelegationChain chain,
      Scopes scopes,
      List<String> audience,
      Instant expiresAt,
      boolean isBound,
      Optional<ModelToken> parent) {
    Stream<ModelToken> ancestors() {
      return parent.stream().flatMap(one -> Stream.concat(Stream.of(one), one.ancestors()));
    }
  }

  /// Random agents, delegations and exchanges. After each exchange the outcome is compared with a
  /// slow model, which asks of each single scope and resource whether each part of the chain allows
  /// it, and with all tokens above.
  @Test
  void no_exchange_ever_widens_anything() {
    var seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var universe = List.of("a", "b", "c", "d", "e");
    var uris = List.of(ISSUER, API, OTHER_API, "urn:one", "urn:two");
    var issued = 0;
    var denied = new HashMap<Reason, Integer>();
    for (var round = 0; round < 400; round++) {
      var agents = new ArrayList<ChainAgent>();
      for (var i = 0; i < 12; i++) {
        agents.add(
            new ChainAgent(
                new AgentId(id(random)),
                1,
                true,
                most(random, universe),
                most(random, universe),
                random.nextInt(5) == 0
                    ? Optional.of(NOW.plusSeconds(1 + random.nextInt(900)))
                    : Optional.empty(),
                random.nextInt(20) == 0));
      }
      var tokens = new ArrayList<ModelToken>();
      for (var agent : agents.subList(0, 4)) {
        tokens.add(
            new ModelToken(
                DelegationChain.of(agent),
                agent.scopes(),
                List.of(uris.get(random.nextInt(uris.size()))),
                NOW.plusSeconds(1 + random.nextInt(1000)),
                random.nextInt(10) == 0,
                Optional.empty()));
      }
      for (var i = 0; i < 40; i++) {
        var parent = tokens.get(random.nextInt(tokens.size()));
        var actor = agents.get(random.nextInt(agents.size()));
        if (actor.id().equals(parent.chain().holder().id())) {
          continue;
        }
        var terms = randomTerms(random, universe, uris);
        var chain = parent.chain().plus(link(parent.chain(), terms, actor));
        var requested = randomRequest(random, universe, uris);
        var limits =
            new Limits(
                NOW,
                Duration.ofSeconds(60L + random.nextInt(600)),
                random.nextInt(5) == 0
                    ? Optional.of(NOW.plusSeconds(random.nextInt(600)))
                    : Optional.empty(),
                ISSUER);
        var subject =
            new SubjectToken(
                parent.scopes(), parent.audience(), parent.expiresAt(), parent.isBound());
        switch (Narrowing.meet(chain, subject, requested, limits)) {
          case Outcome.Denied(var reason, var some) -> {
            denied.merge(reason, 1, Integer::sum);
            if (reason == Reason.SCOPE) {
              assertThat(some).isEqualTo(allowedByModel(universe, chain, parent));
            }
          }
          case Outcome.Allowed token -> {
            issued++;
            assertWithinModel(token, chain, parent, requested, limits, universe);
            tokens.add(
                new ModelToken(
                    chain,
                    token.scopes(),
                    token.audience(),
                    token.expiresAt(),
                    token.requiresProof(),
                    Optional.of(parent)));
          }
        }
      }
    }
    assertThat(issued).isGreaterThan(500);
    assertThat(denied)
        .containsKeys(
            Reason.CYCLE, Reason.TOO_MANY_HOPS, Reason.SCOPE, Reason.TARGET, Reason.EXPIRED);
  }

  private static Scopes most(Random random, List<String> universe) {
    return Scopes.of(universe.stream().filter(_ -> random.nextInt(8) > 0).toList());
  }

  private static Terms randomTerms(Random random, List<String> universe, List<String> uris) {
    return new Terms(
        most(random, universe),
        random.nextInt(3) == 0
            ? Resources.ALL
            : new Resources(uris.stream().filter(_ -> random.nextInt(4) > 0).toList()),
        1 + random.nextInt(Delegation.MAX_HOPS),
        random.nextInt(4) == 0
            ? Optional.of(Duration.ofSeconds(60L + random.nextInt(60)))
            : Optional.empty(),
        NOW.plusSeconds(1 + random.nextInt(2000)),
        Optional.empty());
  }

  private static Requested randomRequest(Random random, List<String> universe, List<String> uris) {
    return new Requested(
        random.nextInt(3) == 0
            ? Optional.of(Scopes.of(universe.get(random.nextInt(universe.size()))))
            : Optional.empty(),
        random.nextInt(3) == 0 ? List.of(uris.get(random.nextInt(uris.size()))) : List.of());
  }

  private static Scopes allowedByModel(
      List<String> universe, DelegationChain chain, ModelToken parent) {
    var found = new ArrayList<String>();
    for (var scope : universe) {
      var allows = parent.scopes().contains(scope) && chain.root().scopes().contains(scope);
      for (var link : chain.links()) {
        allows &=
            link.delegation().terms().scopes().contains(scope)
                && link.actor().actingScopes().contains(scope);
      }
      if (allows) {
        found.add(scope);
      }
    }
    return Scopes.of(found);
  }

  private static void assertWithinModel(
      Outcome.Allowed token,
      DelegationChain chain,
      ModelToken parent,
      Requested requested,
      Limits limits,
      List<String> universe) {
    assertThat(token.scopes())
        .isEqualTo(requested.scopes().orElse(allowedByModel(universe, chain, parent)));
    assertThat(token.expiresAt()).isAfter(NOW).isBeforeOrEqualTo(NOW.plus(limits.lifetime()));
    assertThat(token.audience()).isNotEmpty();
    for (var link : chain.links()) {
      assertThat(link.delegation().terms().resources().containsAll(token.audience())).isTrue();
      assertThat(token.expiresAt()).isBeforeOrEqualTo(link.delegation().terms().expiresAt());
    }
    Stream.concat(Stream.of(parent), parent.ancestors())
        .forEach(above -> {
          assertThat(above.scopes().values()).containsAll(token.scopes().values());
          assertThat(token.expiresAt()).isBeforeOrEqualTo(above.expiresAt());
          assertThat(token.requiresProof() || !above.isBound()).isTrue();
        });
    assertThat(chain.links()).hasSizeLessThanOrEqualTo(Delegation.MAX_HOPS);
    Map<AgentId, Long> times = new HashMap<>();
    chain.agents().forEach(agent -> times.merge(agent.id(), 1L, Long::sum));
    assertThat(times.values()).allMatch(count -> count == 1);
    // A token that was just issued is active, with all its scopes.
    assertThat(Narrowing.current(chain, token.scopes(), token.audience(), NOW, NOW))
        .contains(token.scopes());
  }
}
