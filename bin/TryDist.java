import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Tries the archive that `make dist` has made: unpacks it where nobody would, and has it serve one
/// token, with nothing of the environment that this machine has.
///
/// `java bin/TryDist.java ARCHIVE`
final class TryDist {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path folder;
  private final Path home;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private TryDist(Path folder, Path home) {
    this.folder = folder;
    this.home = home;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    var folder = Files.createTempDirectory("signet dist, tried ");
    try {
      var tar = new ProcessBuilder("tar", "-xzf", arguments[0], "-C", folder.toString());
      require(tar.inheritIO().start().waitFor() == 0, "it cannot be unpacked");
      try (var homes = Files.list(folder)) {
        var home = homes.findFirst().orElseThrow();
        writable(home, false);
        new TryDist(folder, home).run();
        writable(home, true);
      }
      System.out.println("The archive serves, from " + folder + " and with an empty environment.");
    } finally {
      try (var files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void run() throws IOException, InterruptedException {
    var version = says("--version");
    require(version.matches("signet \\S+\n"), "--version says " + version);
    serve();
    var cache = home.resolve("lib/signet.aot");
    writable(home, true);
    Files.setLastModifiedTime(home.resolve("lib/signet.jar"), FileTime.from(Instant.now()));
    require(says("--version").equals(version), "with another jar it says more");
    try (var file = FileChannel.open(cache, StandardOpenOption.WRITE)) {
      file.truncate(1_000_000);
      Files.setLastModifiedTime(cache, FileTime.from(Instant.now().plusSeconds(60)));
    }
    require(says("--version").equals(version), "with a broken cache it says more");
  }

  private void serve() throws IOException, InterruptedException {
    var data = folder.resolve("data");
    var loaded = folder.resolve("loaded.txt");
    var log = folder.resolve("log.txt");
    var url = "http://127.0.0.1:" + freePort();
    var listen = url.substring("http://".length());
    var builder =
        signet(
            "serve",
            "--issuer",
            url,
            "--listen",
            listen,
            "--data",
            data.toString(),
            "--drain",
            "0s");
    // A file's name in these options ends at a space.
    builder.directory(folder.toFile());
    builder.environment().put("SIGNET_JAVA_OPTS", "-Xlog:class+load:file=loaded.txt");
    var process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      var deadline = Instant.now().plus(PATIENCE);
      while (!Files.readString(log).contains("Signet is ready at " + url)) {
        require(process.isAlive() && Instant.now().isBefore(deadline), Files.readString(log));
        process.waitFor(20, TimeUnit.MILLISECONDS);
      }
      var key = Files.readString(data.resolve("operator.key")).strip();
      var agent =
          post(
              url + "/api/agents",
              "{\"name\": \"first\", \"scopes\": [\"read\"]}",
              Map.of("Content-Type", "application/json", "Authorization", "Bearer " + key));
      var token =
          post(
              url + "/oauth/token",
              "grant_type=client_credentials&client_id=%s&client_secret=%s"
                  .formatted(member(agent, "client_id"), member(agent, "client_secret")),
              Map.of("Content-Type", "application/x-www-form-urlencoded"));
      require(!member(token, "access_token").isEmpty(), token);
    } finally {
      process.destroy();
      require(process.waitFor(30, TimeUnit.SECONDS), "it does not stop");
      require(process.exitValue() == 0, "it stops with the exit code " + process.exitValue());
    }
    var said = Files.readString(log);
    require(!said.toLowerCase(Locale.ROOT).contains("warning"), "it warns: " + said);
    var first = "dev.signet.app.Server source: shared objects file";
    require(Files.readString(loaded).contains(first), "it does not use the AOT cache");
  }

  private ProcessBuilder signet(String... arguments) {
    var command = Stream.concat(Stream.of(home + "/signet"), Stream.of(arguments)).toList();
    var builder = new ProcessBuilder(command);
    // No PATH either, and none that a shell would take instead.
    builder.environment().clear();
    builder.environment().put("PATH", "/nowhere");
    return builder;
  }

  private String says(String... arguments) throws IOException, InterruptedException {
    var process = signet(arguments).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes());
    require(process.waitFor() == 0, said);
    return said;
  }

  private String post(String url, String body, Map<String, String> headers)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofString(body));
    headers.forEach(request::header);
    var answer = http.send(request.build(), BodyHandlers.ofString());
    require(answer.statusCode() / 100 == 2, url + " answers " + answer.statusCode());
    return answer.body();
  }

  private static String member(String json, String name) {
    var found = Pattern.compile("\"" + name + "\":\\s*\"([^\"]+)\"").matcher(json);
    require(found.find(), "there is no " + name);
    return found.group(1);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void writable(Path home, boolean is) throws IOException {
    try (var files = Files.walk(home)) {
      for (var file : files.filter(file -> !Files.isSymbolicLink(file)).toList()) {
        file.toFile().setWritable(is, true);
      }
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }
}
