import java.net.URI;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// What is asked in each work.
final class Asks {
  private Asks() {}

  /// Each client, with its secret.
  static List<Ask> tokens(List<Client> clients, String more) {
    return clients.stream().map(client -> Ask.of(client.tokenForm(more))).toList();
  }

  /// So many requests of these clients in turn, each with an assertion of its own.
  static List<Ask> asserted(
      List<Client> clients, Crypto crypto, String audience, String more, int count) {
    var makers =
        clients.stream().map(client -> new AssertionMaker(crypto, client, audience)).toList();
    return IntStream.range(0, count)
        .parallel()
        .map(i -> i % clients.size())
        .mapToObj(i -> Ask.of(clients.get(i).assertedForm(makers.get(i).next(), more)))
        .toList();
  }

  /// So many requests of these clients in turn, each with a proof of its own.
  static List<Ask> bound(List<Client> clients, Crypto crypto, URI endpoint, int count) {
    var makers =
        clients.stream()
            .map(client -> new ProofMaker(crypto, client.key().orElseThrow(), endpoint))
            .toList();
    return IntStream.range(0, count)
        .parallel()
        .map(i -> i % clients.size())
        .mapToObj(i -> new Ask(makers.get(i).next(), clients.get(i).tokenForm("")))
        .toList();
  }

  /// Gets each client a token, and asks about it.
  ///
  /// @param asker who asks about the token of the client with this number
  static List<Ask> introspections(
      List<Client> clients, IntFunction<Client> asker, URI endpoint, String more) {
    var caller = new Caller();
    var tokens =
        AtOnce.each(
            clients,
            client ->
                caller.post(endpoint, client.tokenForm(more)).get("access_token").stringValue());
    return IntStream.range(0, clients.size())
        .mapToObj(i -> Ask.of(asker.apply(i).introspectionForm(tokens.get(i))))
        .toList();
  }
}
