package dev.signet.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Runs a `curl` command exactly as a guide prints it, so that tests prove the printed commands.
/// Understands quotes and escapes in them, line continuations, `$VARIABLES`, and the options that
/// the guides use; commands that the output is piped into are ignored.
public final class Curl {
  private static final Pattern VARIABLE = Pattern.compile("\\$([A-Z_]+)");

  private final TestClient client;
  private final Map<String, String> variables;

  /// @param variables what the shell would put for `$NAME`
  public Curl(TestClient client, Map<String, String> variables) {
    this.client = client;
    this.variables = Map.copyOf(variables);
  }

  public TestResponse run(String command) {
    var words = words(command);
    if (!words.getFirst().equals("curl")) {
      throw new IllegalArgumentException("Not a curl command: " + command);
    }
    var asking = client;
    var method = "";
    var path = "";
    var body = "";
    var contentType = "";
    for (var i = 1; i < words.size(); i++) {
      var word = words.get(i);
      switch (word) {
        case "-s" -> {}
        case "-o", "-w" -> i++;
        case "-X" -> method = words.get(++i);
        case "-d" -> body = words.get(++i);
        case "-H" -> {
          var header = words.get(++i).split(": ", 2);
          if (header[0].equals("Content-Type")) {
            contentType = header[1];
          } else {
            asking = asking.with(header[0], header[1]);
          }
        }
        default -> path = path(word);
      }
    }
    if (!body.isEmpty() && contentType.isEmpty()) {
      contentType = "application/x-www-form-urlencoded";
    }
    if (method.isEmpty()) {
      method = body.isEmpty() ? "GET" : "POST";
    }
    return asking.send(method, path, contentType, body.getBytes(UTF_8));
  }

  private static String path(String url) {
    if (!url.startsWith("http://localhost:")) {
      throw new IllegalArgumentException("Neither an option nor a URL: " + url);
    }
    return url.substring(url.indexOf('/', "http://".length()));
  }

  /// Splits as a POSIX shell does, as far as the guides go: up to the first unquoted `|`.
  private List<String> words(String command) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    var quote = ' ';
    var escaped = false;
    for (var c : command.replace("\\\n", " ").toCharArray()) {
      if (quote == ' ' && c == '|') {
        break;
      }
      if (escaped) {
        word.append(c);
        escaped = false;
        continue;
      }
      if (quote == '"' && c == '\\') {
        escaped = true;
        continue;
      }
      if (quote == ' ' && (c == '\'' || c == '"')) {
        quote = c;
      } else if (quote == c && c != ' ') {
        if (c == '"') {
          substitute(word);
        }
        quote = ' ';
      } else if (quote == ' ' && Character.isWhitespace(c)) {
        add(words, word);
      } else {
        word.append(c);
      }
    }
    add(words, word);
    return words;
  }

  private void substitute(StringBuilder word) {
    var whole =
        VARIABLE
            .matcher(word)
            .replaceAll(found -> {
              var value = variables.get(found.group(1));
              if (value == null) {
                throw new IllegalArgumentException("No value for $" + found.group(1));
              }
              return value;
            });
    word.setLength(0);
    word.append(whole);
  }

  private static void add(List<String> words, StringBuilder word) {
    if (!word.isEmpty()) {
      words.add(word.toString());
      word.setLength(0);
    }
  }
}
