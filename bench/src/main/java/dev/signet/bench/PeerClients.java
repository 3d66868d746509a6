package dev.signet.bench;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The clients of a server.
///
/// @param rs256 authenticate with a secret, and get tokens signed with RS256
/// @param es256 authenticate with a secret, and get tokens signed with ES256
/// @param keyed authenticate with an assertion, and get tokens signed with ES256
/// @param refreshing authenticate with a secret, and get refresh tokens too
/// @param asker the resource server that introspects the tokens of the others
record PeerClients(
    List<BenchClient> rs256,
    List<BenchClient> es256,
    List<BenchClient> keyed,
    List<BenchClient> refreshing,
    BenchClient asker) {

  private static final SecureRandom RANDOM = new SecureRandom();

  /// Generates clients for a server that is configured with them.
  static PeerClients generate(int count, BenchCrypto crypto) {
    return new PeerClients(
        clients("rs256", count),
        clients("es256", count),
        IntStream.range(0, count)
            .mapToObj(i ->
                new BenchClient(id("keyed", i), "", Optional.of(crypto.keyPair(Algorithm.ES256))))
            .toList(),
        clients("refreshing", count),
        clients("asker", 1).getFirst());
  }

  private static List<BenchClient> clients(String kind, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new BenchClient(id(kind, i), secret(), Optional.empty()))
        .toList();
  }

  private static String id(String kind, int number) {
    return "bench-%s-%05d".formatted(kind, number);
  }

  /// 256 random bits.
  static String secret() {
    var bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
