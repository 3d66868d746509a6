package dev.signet.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// The samples on the page of a new secret: each runs unchanged and gets a token.
@DisplayNameGeneration(ReplaceUnderscores.class)
class TokenSamplesTest {
  private static final Pattern SAMPLE =
      Pattern.compile("<pre id=\"(\\w+)\"[^>]*><code>(.*?)</code>", Pattern.DOTALL);

  @RegisterExtension static final TestServer server = new TestServer().inDevPosture();

  private static String page;

  @TempDir Path folder;

  @BeforeAll
  static void register() {
    var visitor = BrowserSession.signIn(server, server.operatorKey());
    var made = visitor.form("/console/agents/new", "name", "sampled", "tokenLifetime", "300");
    assertThat(made.status()).isEqualTo(201);
    page = made.body();
  }

  private static String sample(String id) {
    return SAMPLE
        .matcher(page)
        .results()
        .filter(found -> found.group(1).equals(id))
        .findFirst()
        .orElseThrow()
        .group(2)
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
  }

  private String run(String... command) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(List.of(command))
            .directory(folder.toFile())
            .redirectError(folder.resolve("errors").toFile())
            .start();
    var out =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("errors"))).isZero();
    return out.strip();
  }

  private static void isActiveToken(String token) {
    assertThat(server.operator().form("/oauth/introspect", "token", token).json("active"))
        .isEqualTo("true");
  }

  private static String tokenIn(String json) {
    var found = Pattern.compile("\"access_token\":\"([^\"]+)\"").matcher(json);
    assertThat(found.find()).as(json).isTrue();
    return found.group(1);
  }

  @Test
  void curl_gets_a_token() throws Exception {
    isActiveToken(tokenIn(run("/bin/sh", "-c", sample("curl"))));
  }

  @Test
  void java_gets_a_token() throws Exception {
    Files.writeString(folder.resolve("Token.java"), sample("java"));
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    isActiveToken(tokenIn(run(java, "Token.java")));
  }

  @Test
  void python_gets_a_token() throws Exception {
    Files.writeString(folder.resolve("get_token.py"), sample("python"));

    isActiveToken(run("python3", "get_token.py"));
  }

  /// Node.js before 23.6 does not strip types, so the sample's only type is removed here.
  @Test
  void typescript_gets_a_token() throws Exception {
    Files.writeString(
        folder.resolve("token.mjs"), sample("typescript").replace("answer: Response", "answer"));

    isActiveToken(run("node", "token.mjs"));
  }
}
