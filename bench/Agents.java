import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Agents of one algorithm, each with a credential of its own.
record Agents(List<Agent> all) {

  /// @param key of the agent whose tokens are bound to it
  record Agent(String clientId, String secret, Optional<KeyPair> key) {

    /// As `load.lua` reads it.
    String tokenRequest() {
      return "\t\t" + form();
    }

    String form() {
      return "grant_type=client_credentials&client_id=" + clientId + "&client_secret=" + secret;
    }

    /// As `load.lua` reads it.
    String introspectionOf(String token) {
      var pair = (clientId + ":" + secret).getBytes(StandardCharsets.UTF_8);
      return "Basic " + Base64.getEncoder().encodeToString(pair) + "\t\ttoken=" + token;
    }

    /// As `load.lua` reads it, with a proof that nobody has seen.
    String boundTokenRequest(ProofMaker proofs) {
      return "\t" + proofs.next() + "\t" + form();
    }
  }

  private static final int AT_ONCE = 16;

  /// Registers them over HTTP.
  static Agents register(SignetServer server, Algorithm algorithm, int count) {
    return register(server, algorithm, count, () -> Optional.empty());
  }

  /// Registers agents whose tokens are bound to a key, each to its own.
  static Agents registerBound(
      SignetServer server, Algorithm algorithm, int count, Crypto crypto) {
    return register(server, algorithm, count, () -> Optional.of(crypto.keyPair(Algorithm.ES256)));
  }

  private static Agents register(
      SignetServer server,
      Algorithm algorithm,
      int count,
      Supplier<Optional<KeyPair>> keys) {
    var numbers = IntStream.range(0, count).boxed().toList();
    return new Agents(
        each(
            numbers,
            number -> {
              var key = keys.get();
              var members = new LinkedHashMap<String, Object>();
              members.put("name", "bench " + algorithm + " " + number);
              members.put("scopes", List.of("orders:read", "orders:write"));
              members.put("tokenSigningAlg", algorithm.name());
              key.ifPresent(pair -> members.put("dpopPublicJwk", ProofMaker.jwk(pair)));
              var agent = server.post("/api/v1/agents", members);
              var credential =
                  server.post(
                      "/api/v1/agents/" + agent.get("agentId").stringValue() + "/credentials",
                      Map.of());
              return new Agent(
                  credential.get("clientId").stringValue(),
                  credential.get("clientSecret").stringValue(),
                  key);
            }));
  }

  List<String> tokenRequests() {
    return all.stream().map(Agent::tokenRequest).toList();
  }

  /// So many requests of these agents in turn, each with a proof of its own.
  List<String> boundTokenRequests(URI endpoint, Crypto crypto, int count) {
    var proofs =
        all.stream()
            .map(agent -> new ProofMaker(crypto, agent.key().orElseThrow(), endpoint))
            .toList();
    return IntStream.range(0, count)
        .parallel()
        .mapToObj(i -> i % all.size())
        .map(i -> all.get(i).boundTokenRequest(proofs.get(i)))
        .toList();
  }

  /// Gets each a token, and has each ask for its neighbour's.
  List<String> introspections(SignetServer server) {
    var tokens = each(all, agent -> server.token(agent.form()).get("access_token").stringValue());
    var requests = new ArrayList<String>();
    for (var i = 0; i < all.size(); i++) {
      requests.add(all.get(i).introspectionOf(tokens.get((i + 1) % tokens.size())));
    }
    return requests;
  }

  private static <I, O> List<O> each(List<I> items, Function<I, O> work) {
    try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
      var begun = items.stream().map(item -> threads.submit(() -> work.apply(item))).toList();
      try {
        var done = new ArrayList<O>();
        for (Future<O> one : begun) {
          done.add(one.get());
        }
        return done;
      } catch (ExecutionException e) {
        threads.shutdownNow();
        throw e.getCause() instanceof Failure failure
            ? failure
            : new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        threads.shutdownNow();
        Thread.currentThread().interrupt();
        throw new Failure("interrupted");
      }
    }
  }
}
