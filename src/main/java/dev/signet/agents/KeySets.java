package dev.signet.agents;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/// What an agent may say of the keys that its signatures are checked with.
final class KeySets {
  private static final Pattern LOOPBACK =
      Pattern.compile(
          "localhost|\\[::1]|127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}", Pattern.CASE_INSENSITIVE);

  private KeySets() {}

  /// What is wrong with the address of a key set; empty for one that may be fetched from. Whether
  /// anything is there is seen when it is needed.
  static Optional<String> faultOfUri(String text) {
    return uri(text).filter(KeySets::isFetchable).isPresent()
        ? Optional.empty()
        : Optional.of("must be an https URL with a host, and without user and fragment");
  }

  private static Optional<URI> uri(String text) {
    try {
      return Optional.of(new URI(text));
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }

  private static boolean isFetchable(URI uri) {
    return uri.getHost() != null
        && uri.getRawUserInfo() == null
        && uri.getRawFragment() == null
        && uri.getPort() != 0
        && uri.getPort() <= 65_535
        // Not the letters of other scripts that URI lets pass.
        && uri.toString().chars().allMatch(c -> c > ' ' && c < 127)
        && ("https".equalsIgnoreCase(uri.getScheme())
            || ("http".equalsIgnoreCase(uri.getScheme())
                && LOOPBACK.matcher(uri.getHost()).matches()));
  }
}
