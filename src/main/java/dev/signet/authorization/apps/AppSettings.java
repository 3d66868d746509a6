package dev.signet.authorization.apps;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The settings of apps.
///
/// @param trusted the hosts that the operators trust, in lower case
/// @param relays those of them that hand what they receive on to a program on the user's computer
public record AppSettings(
    AppAcceptance acceptance,
    Set<String> trusted,
    Set<String> relays,
    AppRegistrationPolicy registration) {

  /// No app is accepted.
  public static final AppSettings OFF =
      new AppSettings(AppAcceptance.OFF, Set.of(), Set.of(), AppRegistrationPolicy.CLOSED);

  private static final Pattern HOST =
      Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]*[a-z0-9]");

  public AppSettings {
    trusted = Set.copyOf(trusted);
    relays = Set.copyOf(relays);
  }

  /// Which apps a user can allow to act for them.
  public enum AppAcceptance {
    /// None.
    OFF,
    /// Those of hosts that the operators trust.
    KNOWN,
    /// Any.
    OPEN
  }

  /// Which apps may register themselves.
  public enum AppRegistrationPolicy {
    /// None.
    CLOSED,
    /// Any, as public clients.
    OPEN
  }

  public boolean isAccepting() {
    return acceptance != AppAcceptance.OFF;
  }

  public boolean isRegistrationOpen() {
    return isAccepting() && registration == AppRegistrationPolicy.OPEN;
  }

  /// A host as the settings name it.
  ///
  /// @param isRelay whether it hands what it receives on to a program on the user's computer
  public record TrustedHost(String name, boolean isRelay) {
    private static final String RELAY = "relay:";

    /// Empty for anything but the full name of a host in lower case, after `relay:` if it is one.
    public static Optional<TrustedHost> parse(String text) {
      var isRelay = text.startsWith(RELAY);
      var name = isRelay ? text.substring(RELAY.length()) : text;
      return HOST.matcher(name).matches()
          ? Optional.of(new TrustedHost(name, isRelay))
          : Optional.empty();
    }
  }
}
