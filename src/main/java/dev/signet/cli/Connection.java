package dev.signet.cli;

import dev.signet.base.secrets.BadSecretFile;
import dev.signet.base.secrets.SecretFileReader;
import dev.signet.cli.CommandFailed.CommandExit;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// The server and the key that a command uses. The key is never an argument, because other users of
/// the machine can read those.
final class Connection {
  private static final String DEFAULT_URL = "http://localhost:8080";
  private static final String DEFAULT_KEY_FILE = "signet-data/operator.key";
  private static final String ALLOW_PLAIN_HTTP = "--allow-plain-http";

  private Connection() {}

  static List<OptionSpec> options() {
    return List.of(
        url(),
        allowPlainHttp(),
        OptionSpec.builder("--key-file")
            .type(Path.class)
            .paramLabel("FILE")
            .description(
                "The file with the operator key, when SIGNET_OPERATOR_KEY is not set"
                    + " (SIGNET_OPERATOR_KEY_FILE; default ./"
                    + DEFAULT_KEY_FILE
                    + " if it is there).")
            .build());
  }

  static OptionSpec url() {
    return OptionSpec.builder("--url")
        .type(String.class)
        .paramLabel("URL")
        .description("The server's URL (SIGNET_URL; default " + DEFAULT_URL + ").")
        .build();
  }

  static OptionSpec allowPlainHttp() {
    return OptionSpec.builder(ALLOW_PLAIN_HTTP)
        .description(
            "Allow sending keys and secrets over http to another machine, readable for every"
                + " network on the way.")
        .build();
  }

  static ApiClient openUnauthenticated(ParseResult parsed, CommandEnvironment around) {
    return new ApiClient(url(parsed, around), null);
  }

  static ApiClient open(ParseResult parsed, CommandEnvironment around) {
    return new ApiClient(url(parsed, around), key(parsed, around).orElse(null));
  }

  private static URI url(ParseResult parsed, CommandEnvironment around) {
    var text =
        Optional.ofNullable(parsed.<@Nullable String>matchedOptionValue("--url", null))
            .or(() -> set(around, "SIGNET_URL"))
            .orElse(DEFAULT_URL);
    var url =
        parse(text)
            .orElseThrow(() ->
                new CommandFailed(
                    CommandExit.USAGE, "--url must be an http or https URL, not " + text));
    if (!isEncryptedOrLocal(url) && !parsed.hasMatchedOption(ALLOW_PLAIN_HTTP)) {
      throw new CommandFailed(
          CommandExit.USAGE,
          "Keys and secrets sent to "
              + url
              + " can be read in transit: use https, or "
              + ALLOW_PLAIN_HTTP
              + " if the network is trusted");
    }
    return url;
  }

  /// A URL of another server, which a command calls.
  ///
  /// @throws CommandFailed when it is not a URL, or can be read in transit
  static URI requireUrl(String text, ParseResult parsed) {
    var url =
        parse(text)
            .orElseThrow(() ->
                new CommandFailed(
                    CommandExit.USAGE, "The URL must be an http or https URL, not " + text));
    if (!isEncryptedOrLocal(url) && !parsed.hasMatchedOption(ALLOW_PLAIN_HTTP)) {
      throw new CommandFailed(
          CommandExit.USAGE,
          "Tokens sent to " + url + " can be read in transit: use https, or " + ALLOW_PLAIN_HTTP);
    }
    return URI.create(text);
  }

  private static Optional<URI> parse(String text) {
    try {
      var url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      var scheme = String.valueOf(url.getScheme());
      return (scheme.equals("http") || scheme.equals("https"))
              && url.getHost() != null
              && url.getRawUserInfo() == null
              && url.getRawQuery() == null
              && url.getRawFragment() == null
          ? Optional.of(url)
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// Whether the network cannot read requests to this URL: it is https, or on this machine.
  private static boolean isEncryptedOrLocal(URI url) {
    var host = url.getHost().toLowerCase(Locale.ROOT);
    return url.getScheme().equals("https")
        || host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127(\\.[0-9]{1,3}){3}");
  }

  private static Optional<String> key(ParseResult parsed, CommandEnvironment around) {
    Path named = parsed.<@Nullable Path>matchedOptionValue("--key-file", null);
    if (named != null) {
      return Optional.of(read(around.folder().resolve(named)));
    }
    var usual = around.folder().resolve(DEFAULT_KEY_FILE);
    return set(around, "SIGNET_OPERATOR_KEY")
        .or(() ->
            set(around, "SIGNET_OPERATOR_KEY_FILE")
                .map(file -> read(around.folder().resolve(Path.of(file)))))
        .or(() -> Files.exists(usual) ? Optional.of(read(usual)) : Optional.empty());
  }

  private static String read(Path file) {
    String key;
    try {
      key = SecretFileReader.read(file);
    } catch (BadSecretFile e) {
      throw new CommandFailed(
          CommandExit.USAGE, "The key file " + file + " cannot be used: " + e.getMessage());
    }
    if (key.isEmpty() || !key.chars().allMatch(c -> c > ' ' && c <= '~')) {
      throw new CommandFailed(
          CommandExit.USAGE, "The key file " + file + " does not contain a key");
    }
    return key;
  }

  private static Optional<String> set(CommandEnvironment around, String variable) {
    return Optional.ofNullable(around.variables().get(variable))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }
}
