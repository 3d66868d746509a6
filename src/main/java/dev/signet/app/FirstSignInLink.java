package dev.signet.app;

import dev.signet.base.secrets.Secret;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Optional;

/// Publishes the link by which the first user signs in to the console and becomes its owner. Many
/// people can read a log, so in production the link goes to a terminal, or into a file that only
/// the server's user can read, and never into other output of the process.
final class FirstSignInLink {
  private static final String FILE = "first-sign-in.link";

  private FirstSignInLink() {}

  /// Whether the output of the process goes to the person who started it.
  static boolean isTerminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  /// Prints the link, or the name of the file with it. Once a user has signed in there is no link,
  /// and the file of an earlier start is deleted.
  ///
  /// @param isTerminal from [#isTerminal]
  static void announce(Server server, Config config, boolean isTerminal, PrintWriter out) {
    var file = config.data().resolve(FILE);
    try {
      Files.deleteIfExists(file);
      var link = server.firstSignInLink();
      if (link.isEmpty()) {
        return;
      }
      if (isTerminal || config.posture() == Config.Posture.DEV) {
        out.println("Sign in to the console (once, within an hour): " + link.get());
        return;
      }
      SecretFileWriter.write(file, Secret.of(link.get()));
      out.println("The link to sign in to the console (once, within an hour) is in " + file);
    } catch (IOException | UncheckedIOException e) {
      out.println("The link to sign in to the console cannot be written to " + file);
    }
  }
}
