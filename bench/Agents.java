import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Agents of one algorithm, each with a credential of its own.
record Agents(List<Agent> all) {

  record Agent(String clientId, String secret) {

    /// As `load.lua` reads it.
    String tokenRequest() {
      return "\t" + form();
    }

    String form() {
      return "grant_type=client_credentials&client_id=" + clientId + "&client_secret=" + secret;
    }

    /// As `load.lua` reads it.
    String introspectionOf(String token) {
      var pair = (clientId + ":" + secret).getBytes(StandardCharsets.UTF_8);
      return "Basic " + Base64.getEncoder().encodeToString(pair) + "\ttoken=" + token;
    }
  }

  private static final int AT_ONCE = 16;

  /// Registers them over HTTP.
  static Agents register(SignetServer server, Algorithm algorithm, int count) {
    var numbers = IntStream.range(0, count).boxed().toList();
    return new Agents(
        each(
            numbers,
            number -> {
              var agent =
                  server.post(
                      "/api/v1/agents",
                      Map.of(
                          "name",
                          "bench " + algorithm + " " + number,
                          "scopes",
                          List.of("orders:read", "orders:write"),
                          "tokenSigningAlg",
                          algorithm.name()));
              var credential =
                  server.post(
                      "/api/v1/agents/" + agent.get("agentId").stringValue() + "/credentials",
                      Map.of());
              return new Agent(
                  credential.get("clientId").stringValue(),
                  credential.get("clientSecret").stringValue());
            }));
  }

  List<String> tokenRequests() {
    return all.stream().map(Agent::tokenRequest).toList();
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
