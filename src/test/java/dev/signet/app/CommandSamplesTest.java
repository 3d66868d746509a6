package dev.signet.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.WithoutDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/// The commands in the documents. They start servers or need data, so they are not run, but each
/// must exist with its options.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class CommandSamplesTest {
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|[^ ]+");

  @ParameterizedTest
  @MethodSource("printed")
  void every_command_in_a_document_exists(String command) {
    try {
      Main.commandLine().parseArgs(words(command));
    } catch (MissingParameterException _) {
      // A document may leave out what goes without saying.
    } catch (ParameterException e) {
      throw new AssertionError("./signet " + command + ": " + e.getMessage(), e);
    }
  }

  @Test
  void documents_print_commands() throws IOException {
    assertThat(printed()).contains("doctor", "audit verify", "keys rotate");
  }

  /// The words as a shell passes them: a text in quotes is one.
  private static String[] words(String command) {
    return WORD.matcher(command)
        .results()
        .map(word -> word.group(1) == null ? word.group() : word.group(1))
        .toArray(String[]::new);
  }

  /// What follows `./signet` at the beginning of a line, without comments. `list|rotate` is two
  /// commands.
  static List<String> printed() throws IOException {
    var commands = new ArrayList<String>();
    try (var documents = Files.walk(Path.of("docs"))) {
      for (var document : Stream.concat(Stream.of(Path.of("README.md")), documents).toList()) {
        if (document.toString().endsWith(".md")) {
          Files.readString(document)
              .lines()
              .filter(line -> line.startsWith("./signet "))
              .map(line -> line.substring("./signet ".length()).replaceFirst(" +#.*", ""))
              .forEach(command -> commands.addAll(each(command)));
        }
      }
    }
    return commands;
  }

  private static List<String> each(String command) {
    var bar = command.indexOf('|');
    if (bar < 0) {
      return List.of(command);
    }
    var space = command.lastIndexOf(' ', bar);
    return Stream.of(command.substring(space + 1).split("\\|", -1))
        .map(choice -> command.substring(0, space + 1) + choice)
        .toList();
  }
}
