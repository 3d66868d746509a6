package dev.signet.bench;

import java.nio.file.Path;
import java.util.Optional;

/// The Spring Authorization Server under `bench/peers/spring`.
final class SpringPeer implements Peer {
  private final Path jar;
  private final String version;
  private final BenchResources started;
  private final Path log;
  private final PeerClients roster;
  private final BenchCrypto crypto;
  private final int port = BenchProcess.freePort();
  private final Path setup;
  private Optional<BenchProcess> program = Optional.empty();

  SpringPeer(
      Path jar,
      String version,
      BenchResources started,
      Path log,
      PeerClients roster,
      BenchCrypto crypto) {
    this.jar = jar;
    this.version = version;
    this.started = started;
    this.log = log;
    this.roster = roster;
    this.crypto = crypto;
    this.setup = started.scratch().resolve("spring.json");
  }

  @Override
  public String name() {
    return "Spring";
  }

  @Override
  public String description() {
    return ("Spring Authorization Server %s, the application in `bench/peers/spring`, heap of 512"
            + " MiB; clients, keys and the last 20,000 tokens in memory, secrets compared"
            + " without a hash")
        .formatted(version);
  }

  @Override
  public void prepare() {
    PeerConfigFile.write(setup, port, roster, crypto);
  }

  @Override
  public BenchProcess start() {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-jar",
            jar.toString(),
            "--server.port=" + port,
            "--bench.setup=" + setup);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("SPRING_") || name.startsWith("SERVER_"));
    var process = started.start(() -> BenchProcess.start("Spring", builder, log));
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
  public Endpoints endpoints() {
    return Endpoints.below(
        "http://127.0.0.1:" + port, "/oauth2/token", "/oauth2/introspect", "/oauth2/jwks");
  }
}
