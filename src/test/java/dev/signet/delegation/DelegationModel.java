package dev.signet.delegation;

import dev.signet.testing.TestAgent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Delegation in its simplest and slowest form: every token is an object that knows its parent, and
/// each question is answered by looking at all of them again.
final class DelegationModel {
  private static final Duration LIFETIME = Duration.ofHours(1);
  private static final int MAX_AGENTS_ACTING = 8;
  private static final int MAX_TOKENS = 16;

  /// An agent, with the number of times that all its tokens were ended.
  static final class Holder {
    final TestAgent agent;
    boolean isActive = true;
    int generation;

    Holder(TestAgent agent) {
      this.agent = agent;
    }

    void endAllTokens() {
      generation++;
    }
  }

  /// A delegation.
  static final class Edge {
    final String id;
    final Holder subject;
    final Holder actor;
    Set<String> scopes;
    Set<String> resources;
    int maxHops;
    Optional<Duration> lifetime = Optional.empty();
    boolean isActive = true;

    Edge(
        String id,
        Holder subject,
        Holder actor,
        Set<String> scopes,
        Set<String> resources,
        int maxHops) {
      this.id = id;
      this.subject = subject;
      this.actor = actor;
      this.scopes = scopes;
      this.resources = resources;
      this.maxHops = maxHops;
    }
  }

  /// A token.
  ///
  /// @param generation of its holder's tokens when it was issued
  /// @param edges from the agent that it is about to its holder
  record Token(
      String value,
      Holder holder,
      int generation,
      Set<String> scopes,
      String audience,
      Instant issuedAt,
      Instant expiresAt,
      @Nullable Token parent,
      List<Edge> edges) {

    Holder root() {
      return edges.isEmpty() ? holder : edges.getFirst().subject;
    }

    int tokensInChain() {
      return parent == null ? 1 : parent.tokensInChain() + 1;
    }
  }

  /// What an exchange is expected to issue.
  record Issued(Set<String> scopes, Instant expiresAt, List<Edge> edges) {}

  final List<Holder> holders = new ArrayList<>();
  final List<Edge> edges = new ArrayList<>();
  final List<Token> tokens = new ArrayList<>();
  private final Set<Token> revoked = new HashSet<>();
  private final String issuer;

  DelegationModel(String issuer) {
    this.issuer = issuer;
  }

  void revoke(Token token) {
    revoked.add(token);
  }

  /// The tokens that are active now.
  Set<Token> active(Instant now) {
    var active = new HashSet<Token>();
    for (var token : tokens) {
      if (isActive(token, now)) {
        active.add(token);
      }
    }
    return active;
  }

  boolean isActive(Token token, Instant now) {
    return isChainActive(token, now)
        && hopsAllow(token.edges())
        && reach(token.edges()).map(reach -> reach.contains(token.audience())).orElse(true)
        && (token.edges().isEmpty() || !scopes(token).isEmpty());
  }

  /// Whether neither the token nor anything above it has ended.
  private boolean isChainActive(Token token, Instant now) {
    var parent = token.parent();
    return !revoked.contains(token)
        && token.expiresAt().isAfter(now)
        && token.holder().isActive
        && token.holder().generation == token.generation()
        && token.edges().stream().allMatch(edge -> edge.isActive)
        && token.edges().stream()
            .flatMap(edge -> edge.lifetime.stream())
            .allMatch(lifetime -> token.issuedAt().plus(lifetime).isAfter(now))
        && (parent == null || isChainActive(parent, now));
  }

  /// The scopes that are left to a token.
  Set<String> scopes(Token token) {
    return narrowed(token.scopes(), token.edges());
  }

  private static Set<String> narrowed(Set<String> scopes, List<Edge> edges) {
    var left = new TreeSet<>(scopes);
    edges.forEach(edge -> left.retainAll(edge.scopes));
    return left;
  }

  private static boolean hopsAllow(List<Edge> edges) {
    for (var i = 0; i < edges.size(); i++) {
      if (edges.size() - i > edges.get(i).maxHops) {
        return false;
      }
    }
    return true;
  }

  /// Empty without delegations, which allows every resource.
  private static Optional<Set<String>> reach(List<Edge> edges) {
    return edges.stream()
        .map(edge -> edge.resources)
        .reduce((one, other) -> {
          var both = new HashSet<>(one);
          both.retainAll(other);
          return both;
        });
  }

  /// What an agent gets for a token.
  ///
  /// @param edge the delegation to use; null when the agent narrows its own token
  /// @param scopes null for all that are allowed
  /// @return empty when the exchange is to be refused
  Optional<Issued> exchange(
      Token subject,
      Holder caller,
      @Nullable Edge edge,
      @Nullable Set<String> scopes,
      String resource,
      Instant now) {
    var chain = new ArrayList<>(subject.edges());
    if (subject.holder() == caller) {
      // It narrows its own token, whatever it names.
    } else if (edge != null) {
      var isInChain =
          subject.root() == caller || chain.stream().anyMatch(one -> one.actor == caller);
      if (isInChain
          || edge.subject != subject.holder()
          || edge.actor != caller
          || !edge.isActive
          || !subject.audience().equals(issuer)) {
        return Optional.empty();
      }
      chain.add(edge);
    } else {
      return Optional.empty();
    }
    var allowed = narrowed(subject.scopes(), chain);
    var granted = scopes == null ? allowed : scopes;
    if (!caller.isActive
        || !isActive(subject, now)
        || subject.tokensInChain() >= MAX_TOKENS
        || chain.size() > MAX_AGENTS_ACTING
        || !hopsAllow(chain)
        || !reach(chain).map(reach -> reach.contains(resource)).orElse(true)
        || !allowed.containsAll(granted)
        || (granted.isEmpty() && !chain.isEmpty())) {
      return Optional.empty();
    }
    var expiresAt = earlier(subject.expiresAt(), now.plus(LIFETIME));
    for (var one : chain) {
      if (one.lifetime.isPresent()) {
        expiresAt = earlier(expiresAt, now.plus(one.lifetime.get()));
      }
    }
    return Optional.of(new Issued(granted, expiresAt, List.copyOf(chain)));
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
