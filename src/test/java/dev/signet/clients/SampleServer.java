package dev.signet.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.testing.ServerProcess;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One of the sample MCP servers, in a process of its own, for the tokens of a server.
///
/// @param resource its URL, for which the server has no resource yet
record SampleServer(Process process, String resource) implements AutoCloseable {
  private static final NpmFolder TYPESCRIPT =
      new NpmFolder(Path.of("samples/mcp-typescript"), Path.of("target/samples/mcp-typescript"));

  /// Builds the sample in TypeScript and starts it.
  ///
  /// @param introspecting with this agent it introspects tokens
  static synchronized SampleServer typescript(TestServer server, TestAgent introspecting) {
    TYPESCRIPT.install();
    TYPESCRIPT.run(List.of("npm", "run", "build"), "");
    return start(List.of("node", "target/server.js"), TYPESCRIPT.copy(), server, introspecting);
  }

  /// Builds the sample in Java with the client library, unless that is done, and starts it.
  static synchronized SampleServer java(TestServer server, TestAgent introspecting) {
    var jar = Path.of("samples/mcp-java/target/mcp-java.jar");
    if (isOlderThanSources(jar)) {
      NpmFolder.runIn(
          Path.of(""),
          List.of(
              "mvn",
              "-q",
              "-ntp",
              "-B",
              "-f",
              "samples/pom.xml",
              "package",
              "-Dmaven.test.skip=true"),
          "");
    }
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return start(
        List.of(
            java,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-jar",
            jar.toAbsolutePath().toString()),
        Path.of(""),
        server,
        introspecting);
  }

  private static boolean isOlderThanSources(Path jar) {
    try {
      if (!Files.exists(jar)) {
        return true;
      }
      var built = Files.getLastModifiedTime(jar);
      for (var source :
          List.of("client/pom.xml", "client/src/main", "samples/pom.xml", "samples/mcp-java")) {
        try (var files = Files.walk(Path.of(source))) {
          for (var file : files.filter(Files::isRegularFile).toList()) {
            if (!file.toString().contains("/target/")
                && Files.getLastModifiedTime(file).compareTo(built) > 0) {
              return true;
            }
          }
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SampleServer start(
      List<String> command, Path folder, TestServer server, TestAgent introspecting) {
    var port = Integer.toString(ServerProcess.freePort());
    var resource = "http://127.0.0.1:" + port + "/mcp";
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toAbsolutePath().toFile())
            .redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "SIGNET_ISSUER", server.server().issuer(),
                "SIGNET_CLIENT_ID", introspecting.clientId(),
                "SIGNET_CLIENT_SECRET", introspecting.secret(),
                "MCP_RESOURCE", resource,
                "PORT", port));
    try {
      var process = builder.start();
      awaitReady(process.inputReader(UTF_8), resource);
      return new SampleServer(process, resource);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitReady(BufferedReader out, String resource) throws IOException {
    var lines = new ArrayList<String>();
    for (var line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(resource)) {
        Thread.startVirtualThread(() -> out.lines().forEach(_ -> {}));
        return;
      }
      lines.add(line);
    }
    throw new AssertionError("The sample did not start: " + lines);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
