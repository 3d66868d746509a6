package dev.signet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// The JSON file that configures the servers under `bench/peers`: where to listen, their keys and
/// their clients.
final class PeerConfigFile {
  static final String SCOPE = "orders:read orders:write";

  /// The scope, form-encoded.
  static final String SCOPE_IN_FORM = "orders%3Aread+orders%3Awrite";

  private PeerConfigFile() {}

  static Path write(Path file, int port, PeerClients roster, BenchCrypto crypto) {
    var clients = new ArrayList<Map<String, Object>>();
    roster.rs256().forEach(client -> clients.add(entry(client, Algorithm.RS256)));
    roster.es256().forEach(client -> clients.add(entry(client, Algorithm.ES256)));
    roster.keyed().forEach(client -> clients.add(entry(client, Algorithm.ES256)));
    clients.add(entry(roster.asker(), Algorithm.ES256));
    var setup = new LinkedHashMap<String, Object>();
    setup.put("port", port);
    setup.put("issuer", "http://127.0.0.1:" + port);
    setup.put("scope", SCOPE);
    setup.put(
        "keys",
        List.of(
            BenchJose.privateJwk(Algorithm.RS256, crypto.keyPair(Algorithm.RS256)),
            BenchJose.privateJwk(Algorithm.ES256, crypto.keyPair(Algorithm.ES256))));
    setup.put("clients", clients);
    try {
      return Files.writeString(file, new JsonMapper().writeValueAsString(setup));
    } catch (IOException e) {
      throw new BenchFailure("cannot write " + file + ": " + e.getMessage());
    }
  }

  private static Map<String, Object> entry(BenchClient client, Algorithm algorithm) {
    var entry = new LinkedHashMap<String, Object>();
    entry.put("id", client.id());
    client
        .key()
        .ifPresentOrElse(
            key -> entry.put("jwk", BenchJose.publicJwk(key)),
            () -> entry.put("secret", client.secret()));
    entry.put("alg", algorithm.name());
    return entry;
  }
}
