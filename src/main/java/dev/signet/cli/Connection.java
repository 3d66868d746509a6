package dev.signet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.cli.Failed.Exit;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// Which server a command speaks to, and as whom. The key is never an argument: those can be read
/// by everybody on the machine.
final class Connection {
  private static final String DEFAULT_URL = "http://localhost:8080";
  private static final String DEFAULT_KEY_FILE = "signet-data/operator.key";
  private static final int MAX_KEY_FILE = 1024;

  private Connection() {}

  static List<OptionSpec> options() {
    return List.of(
        url(),
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
        .description("The server (SIGNET_URL; default " + DEFAULT_URL + ").")
        .build();
  }

  static Api openForAnybody(ParseResult parsed, Surroundings around) {
    return new Api(url(parsed, around), null);
  }

  static Api open(ParseResult parsed, Surroundings around) {
    return new Api(url(parsed, around), key(parsed, around).orElse(null));
  }

  private static URI url(ParseResult parsed, Surroundings around) {
    var text =
        Optional.ofNullable(parsed.<@Nullable String>matchedOptionValue("--url", null))
            .or(() -> set(around, "SIGNET_URL"))
            .orElse(DEFAULT_URL);
    try {
      var url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      var scheme = String.valueOf(url.getScheme());
      if ((scheme.equals("http") || scheme.equals("https"))
          && url.getHost() != null
          && url.getRawQuery() == null
          && url.getRawFragment() == null) {
        return url;
      }
    } catch (IllegalArgumentException _) {
      // Told below, like a URL of another kind.
    }
    throw new Failed(Exit.USAGE, "--url must be an http or https URL, not " + text);
  }

  private static Optional<String> key(ParseResult parsed, Surroundings around) {
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
    try {
      if (Files.size(file) <= MAX_KEY_FILE) {
        var key = Files.readString(file, UTF_8).strip();
        if (!key.isEmpty() && key.chars().allMatch(c -> c > ' ' && c <= '~')) {
          return key;
        }
      }
    } catch (IOException e) {
      throw new Failed(Exit.USAGE, "The key file " + file + " cannot be read: " + e);
    }
    throw new Failed(Exit.USAGE, "The key file " + file + " does not hold a key");
  }

  private static Optional<String> set(Surroundings around, String variable) {
    return Optional.ofNullable(around.environment().get(variable))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }
}
