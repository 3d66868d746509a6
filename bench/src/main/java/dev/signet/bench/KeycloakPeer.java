package dev.signet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// Keycloak in production mode, with a realm that has the clients of the benchmark and defaults
/// otherwise.
final class KeycloakPeer implements Peer {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path home;
  private final String version;
  private final BenchResources started;
  private final Optional<BenchPostgres> postgres;
  private final Path log;
  private final PeerClients roster;
  private final int port = BenchProcess.freePort();
  private Optional<BenchProcess> program = Optional.empty();

  /// @param home where it is unpacked, and built for PostgreSQL or for files
  /// @param postgres the database; none for files
  KeycloakPeer(
      Path home,
      String version,
      BenchResources started,
      Optional<BenchPostgres> postgres,
      Path log,
      PeerClients roster) {
    this.home = home;
    this.version = version;
    this.started = started;
    this.postgres = postgres;
    this.log = log;
    this.roster = roster;
  }

  @Override
  public String name() {
    return "Keycloak";
  }

  @Override
  public String description() {
    return ("Keycloak %s, `start --optimized` after `build`, HTTP, one node (`--cache=local`); its"
            + " clients in %s. All else as it comes, heap of 512 MiB among it")
        .formatted(
            version,
            postgres.isPresent()
                ? "a PostgreSQL of its own, whose memory is not counted"
                : "its database in files, as PostgreSQL is not installed");
  }

  /// Starts it once, to create its database and import the realm.
  @Override
  public void prepare() {
    var realm = home.resolve("data/import/bench-realm.json");
    try {
      Files.createDirectories(realm.getParent());
      Files.writeString(realm, JSON.writeValueAsString(realm()));
    } catch (IOException e) {
      throw new BenchFailure("cannot write " + realm + ": " + e.getMessage());
    }
    var caller = new BenchHttpClient();
    run("start", "--optimized", "--import-realm")
        .await(PATIENCE, () -> caller.isOk(endpoints().jwks()));
    stop();
  }

  @Override
  public BenchProcess start() {
    return run("start", "--optimized");
  }

  private BenchProcess run(String... words) {
    var command = new ArrayList<>(List.of(home.resolve("bin/kc.sh").toString()));
    command.addAll(List.of(words));
    command.addAll(
        List.of(
            "--cache=local",
            "--http-enabled=true",
            "--http-host=127.0.0.1",
            "--http-port=" + port,
            "--hostname=http://127.0.0.1:" + port));
    var builder = new ProcessBuilder(command);
    var environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("KC_") || name.startsWith("JAVA_OPTS"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    postgres.ifPresent(database -> {
      environment.put("KC_DB_URL", database.jdbcUrl());
      environment.put("KC_DB_USERNAME", BenchPostgres.USER);
      environment.put("KC_DB_PASSWORD", database.password());
    });
    var process = started.start(() -> BenchProcess.start("Keycloak", builder, log));
    program = Optional.of(process);
    return process;
  }

  @Override
  public void stop() {
    program.ifPresent(started::stop);
  }

  private Map<String, Object> realm() {
    var clients = new ArrayList<Map<String, Object>>();
    roster.rs256().forEach(client -> clients.add(entry(client, Algorithm.RS256, Map.of())));
    roster.es256().forEach(client -> clients.add(entry(client, Algorithm.ES256, Map.of())));
    roster.keyed().forEach(client -> clients.add(entry(client, Algorithm.ES256, Map.of())));
    var refreshing = Map.<String, Object>of("client_credentials.use_refresh_token", "true");
    roster.refreshing().forEach(client -> clients.add(entry(client, Algorithm.ES256, refreshing)));
    clients.add(entry(roster.asker(), Algorithm.ES256, Map.of()));
    var realm = new LinkedHashMap<String, Object>();
    realm.put("realm", "bench");
    realm.put("enabled", true);
    realm.put("sslRequired", "none");
    realm.put("accessTokenLifespan", 3600);
    realm.put("components", Map.of("org.keycloak.keys.KeyProvider", keys()));
    realm.put("clients", clients);
    return realm;
  }

  private static List<Map<String, Object>> keys() {
    return List.of(
        key("rsa-generated", Map.of("keySize", List.of("2048"), "algorithm", List.of("RS256"))),
        key("ecdsa-generated", Map.of("ecdsaEllipticCurveKey", List.of("P-256"))),
        key("hmac-generated", Map.of("algorithm", List.of("HS512"))),
        key("aes-generated", Map.of()));
  }

  private static Map<String, Object> key(String provider, Map<String, Object> config) {
    return Map.of("name", provider, "providerId", provider, "config", config);
  }

  private Map<String, Object> entry(
      BenchClient client, Algorithm algorithm, Map<String, Object> more) {
    var attributes = new LinkedHashMap<String, Object>(more);
    attributes.put("access.token.signed.response.alg", algorithm.name());
    var entry = new LinkedHashMap<String, Object>();
    entry.put("clientId", client.id());
    entry.put("enabled", true);
    entry.put("publicClient", false);
    entry.put("serviceAccountsEnabled", true);
    entry.put("standardFlowEnabled", false);
    client
        .key()
        .ifPresentOrElse(
            key -> {
              var jwk = new LinkedHashMap<>(BenchJose.publicJwk(key));
              jwk.put("kid", client.id());
              jwk.put("alg", "ES256");
              jwk.put("use", "sig");
              entry.put("clientAuthenticatorType", "client-jwt");
              attributes.put("use.jwks.string", "true");
              attributes.put("jwks.string", JSON.writeValueAsString(Map.of("keys", List.of(jwk))));
              attributes.put("token.endpoint.auth.signing.alg", "ES256");
            },
            () -> {
              entry.put("clientAuthenticatorType", "client-secret");
              entry.put("secret", client.secret());
            });
    entry.put("attributes", attributes);
    if (roster.es256().contains(client)) {
      entry.put("protocolMappers", List.of(audience()));
    }
    return entry;
  }

  /// It introspects a token only for the audience of the token.
  private Map<String, Object> audience() {
    return Map.of(
        "name",
        "asker",
        "protocol",
        "openid-connect",
        "protocolMapper",
        "oidc-audience-mapper",
        "config",
        Map.of("included.client.audience", roster.asker().id(), "access.token.claim", "true"));
  }

  @Override
  public PeerClients roster() {
    return roster;
  }

  @Override
  public Endpoints endpoints() {
    return Endpoints.below(
        "http://127.0.0.1:" + port + "/realms/bench",
        "/protocol/openid-connect/token",
        "/protocol/openid-connect/token/introspect",
        "/protocol/openid-connect/certs");
  }
}
