package dev.signet.cli;

import dev.signet.base.json.Json;
import dev.signet.base.refusals.Refused;
import dev.signet.cli.CommandFailed.CommandExit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// A file with a public key, as a JWK.
final class PublicKeyFile {
  private static final int MAX_BYTES = 64 * 1024;
  private static final Set<String> PRIVATE_MEMBERS =
      Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

  private PublicKeyFile() {}

  /// Reads the public key. A private key is refused here, so that it is never sent over the
  /// network.
  static ObjectNode read(Invocation call, String name) {
    var key = object(text(call, name), name);
    if (key.propertyNames().stream().anyMatch(PRIVATE_MEMBERS::contains)) {
      throw new CommandFailed(
          CommandExit.USAGE,
          name + " contains a private key; give a file with the public key only");
    }
    return key;
  }

  private static String text(Invocation call, String name) {
    try {
      var file = call.environment().folder().resolve(name);
      if (Files.size(file) > MAX_BYTES) {
        throw new CommandFailed(CommandExit.USAGE, name + " is too long for a JWK");
      }
      return Files.readString(file);
    } catch (IOException | InvalidPathException _) {
      throw new CommandFailed(CommandExit.USAGE, name + " cannot be read");
    }
  }

  private static ObjectNode object(String text, String name) {
    try {
      if (Json.read(text) instanceof ObjectNode object) {
        return object;
      }
    } catch (Refused _) {
      // Refused below, like JSON that is not an object.
    }
    throw new CommandFailed(CommandExit.USAGE, name + " is not a JWK: a JSON object is required");
  }
}
