package dev.signet.bench;

import java.net.URI;
import java.security.KeyPair;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Agents of a Signet server, each with its own credential.
record BenchAgents(List<BenchClient> all) {
  /// Registers agents with a secret, over HTTP.
  static BenchAgents register(SignetServer server, Algorithm algorithm, int count) {
    return each(count, number -> withSecret(server, members(algorithm, number), Optional.empty()));
  }

  /// Registers agents with tokens bound to a key, one key each.
  static BenchAgents registerBound(
      SignetServer server, Algorithm algorithm, int count, BenchCrypto crypto) {
    return each(
        count,
        number -> {
          var key = crypto.keyPair(Algorithm.ES256);
          var members = members(algorithm, number);
          members.put("dpopPublicJwk", BenchJose.publicJwk(key));
          return withSecret(server, members, Optional.of(key));
        });
  }

  /// Registers agents that get refresh tokens.
  static BenchAgents registerRefreshing(SignetServer server, Algorithm algorithm, int count) {
    return each(
        count,
        number -> {
          var members = members(algorithm, number);
          members.put("grantTypes", List.of("client_credentials", "refresh_token"));
          return withSecret(server, members, Optional.empty());
        });
  }

  /// Registers agents without a secret: they sign assertions, and get tokens with ES256.
  static BenchAgents registerKeyed(SignetServer server, int count, BenchCrypto crypto) {
    return each(
        count,
        number -> {
          var key = crypto.keyPair(Algorithm.ES256);
          var members = members(Algorithm.ES256, number);
          members.put("jwks", Map.of("keys", List.of(BenchJose.publicJwk(key))));
          var agent = server.post("/api/v1/agents", members);
          return new BenchClient(agent.get("clientId").stringValue(), "", Optional.of(key));
        });
  }

  private static Map<String, Object> members(Algorithm algorithm, int number) {
    var members = new LinkedHashMap<String, Object>();
    members.put("name", "bench " + algorithm + " " + number);
    members.put("scopes", List.of("orders:read", "orders:write"));
    members.put("tokenSigningAlg", algorithm.name());
    return members;
  }

  private static BenchClient withSecret(
      SignetServer server, Map<String, Object> members, Optional<KeyPair> key) {
    var agent = server.post("/api/v1/agents", members);
    var credential =
        server.post(
            "/api/v1/agents/" + agent.get("agentId").stringValue() + "/credentials", Map.of());
    return new BenchClient(
        credential.get("clientId").stringValue(),
        credential.get("clientSecret").stringValue(),
        key);
  }

  List<BenchRequest> tokenRequests() {
    return all.stream().map(agent -> BenchRequest.of(agent.tokenForm(""))).toList();
  }

  /// Requests of these agents in turn, each with its own DPoP proof.
  List<BenchRequest> boundTokenRequests(URI endpoint, BenchCrypto crypto, int count) {
    var proofs =
        all.stream()
            .map(agent -> new ProofFactory(crypto, agent.key().orElseThrow(), endpoint))
            .toList();
    return IntStream.range(0, count)
        .parallel()
        .map(i -> i % all.size())
        .mapToObj(i -> new BenchRequest(proofs.get(i).next(), all.get(i).tokenForm("")))
        .toList();
  }

  private static BenchAgents each(int count, Function<Integer, BenchClient> work) {
    return new BenchAgents(InParallel.each(IntStream.range(0, count).boxed().toList(), work));
  }
}
