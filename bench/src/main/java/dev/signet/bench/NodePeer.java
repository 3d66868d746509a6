package dev.signet.bench;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/// node oidc-provider, as configured in `bench/peers/oidc-provider`.
final class NodePeer implements Peer {
  private final Path folder;
  private final String version;
  private final BenchResources started;
  private final Path log;
  private final PeerClients roster;
  private final BenchCrypto crypto;
  private final int port = BenchProcess.freePort();
  private final Path setup;
  private Optional<BenchProcess> program = Optional.empty();

  NodePeer(
      Path folder,
      String version,
      BenchResources started,
      Path log,
      PeerClients roster,
      BenchCrypto crypto) {
    this.folder = folder;
    this.version = version;
    this.started = started;
    this.log = log;
    this.roster = roster;
    this.crypto = crypto;
    this.setup = started.scratch().resolve("oidc-provider.json");
  }

  @Override
  public String name() {
    return "oidc-provider";
  }

  @Override
  public String description() {
    return ("node oidc-provider %s, the few lines in `bench/peers/oidc-provider`,"
            + " `NODE_ENV=production`, one process, as its store in memory cannot be shared;"
            + " clients and keys in memory. Introspection is of opaque tokens: it refuses JWTs")
        .formatted(version);
  }

  @Override
  public void prepare() {
    PeerConfigFile.write(setup, port, roster, crypto);
  }

  @Override
  public BenchProcess start() {
    var builder =
        new ProcessBuilder("node", folder.resolve("server.mjs").toString(), setup.toString());
    builder.environment().put("NODE_ENV", "production");
    builder.environment().remove("NODE_OPTIONS");
    var process = started.start(() -> BenchProcess.start("oidc-provider", builder, log));
    program = Optional.of(process);
    return process;
  }

  @Override
  public void stop() {
    program.ifPresent(started::stop);
  }

  @Override
  public String unsupportedReason(Workload work) {
    return work == Workload.REFRESH ? "it gives out no refresh token for `client_credentials`" : "";
  }

  @Override
  public PeerClients roster() {
    return roster;
  }

  @Override
  public String extraTokenParameters() {
    return "&scope=" + PeerConfigFile.SCOPE_IN_FORM;
  }

  @Override
  public String extraIntrospectionParameters() {
    return extraTokenParameters()
        + "&resource="
        + URLEncoder.encode(endpoints().issuer() + "/opaque", StandardCharsets.US_ASCII);
  }

  @Override
  public Endpoints endpoints() {
    return Endpoints.below("http://127.0.0.1:" + port, "/token", "/token/introspection", "/jwks");
  }
}
