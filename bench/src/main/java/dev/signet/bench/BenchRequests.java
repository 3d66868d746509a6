package dev.signet.bench;

import java.net.URI;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// The requests of each workload.
final class BenchRequests {
  private BenchRequests() {}

  /// A token request of each client, with its secret.
  static List<BenchRequest> tokens(List<BenchClient> clients, String more) {
    return clients.stream().map(client -> BenchRequest.of(client.tokenForm(more))).toList();
  }

  /// Requests of these clients in turn, each with its own assertion.
  static List<BenchRequest> asserted(
      List<BenchClient> clients, BenchCrypto crypto, String audience, String more, int count) {
    var makers =
        clients.stream().map(client -> new AssertionFactory(crypto, client, audience)).toList();
    return IntStream.range(0, count)
        .parallel()
        .map(i -> i % clients.size())
        .mapToObj(i -> BenchRequest.of(clients.get(i).assertedForm(makers.get(i).next(), more)))
        .toList();
  }

  /// Requests of these clients in turn, each with its own DPoP proof.
  static List<BenchRequest> bound(
      List<BenchClient> clients, BenchCrypto crypto, URI endpoint, int count) {
    var makers =
        clients.stream()
            .map(client -> new ProofFactory(crypto, client.key().orElseThrow(), endpoint))
            .toList();
    return IntStream.range(0, count)
        .parallel()
        .map(i -> i % clients.size())
        .mapToObj(i -> new BenchRequest(makers.get(i).next(), clients.get(i).tokenForm("")))
        .toList();
  }

  /// Gets a token for each client, and returns a request to introspect it.
  ///
  /// @param asker who introspects the token of the client with this number
  static List<BenchRequest> introspections(
      List<BenchClient> clients, IntFunction<BenchClient> asker, URI endpoint, String more) {
    var caller = new BenchHttpClient();
    var tokens =
        InParallel.each(
            clients,
            client ->
                caller.post(endpoint, client.tokenForm(more)).get("access_token").stringValue());
    return IntStream.range(0, clients.size())
        .mapToObj(i -> BenchRequest.of(asker.apply(i).introspectionForm(tokens.get(i))))
        .toList();
  }
}
