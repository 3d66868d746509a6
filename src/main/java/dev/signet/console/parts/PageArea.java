package dev.signet.console.parts;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The two areas that users sign in to, with one session: the console, and the pages on their own
/// account, which users without access to the console have too.
public enum PageArea {
  CONSOLE("/console", "/console/account", 2_000),
  /// Other pages for users bring them here to sign in, and back.
  ACCOUNT("/account", "/account", 7_600);

  /// Encoded characters that a browser or a proxy might decode to a dot or a slash.
  private static final Pattern ENCODED_DOT_OR_SLASH =
      Pattern.compile("%(2e|2f|5c)", Pattern.CASE_INSENSITIVE);

  private final String home;
  private final String account;
  private final int maxReturnLength;

  /// @param maxReturnLength real return paths are shorter; a longer one is an attempt to have it
  ///   echoed
  PageArea(String home, String account, int maxReturnLength) {
    this.home = home;
    this.account = account;
    this.maxReturnLength = maxReturnLength;
  }

  /// The area in which a user signs in for a page.
  public static PageArea of(String path) {
    return ACCOUNT.isWithin(path) ? ACCOUNT : CONSOLE;
  }

  public String home() {
    return home;
  }

  /// The page of the signed-in user.
  public String account() {
    return account;
  }

  public String signIn() {
    return home + "/sign-in";
  }

  /// The page on which a signed-in user confirms their identity again.
  public String confirm() {
    return home + "/confirm";
  }

  /// Whether a path is a page on which users prove their identity.
  boolean isSignInOrConfirmation(String path) {
    return path.startsWith(signIn()) || path.startsWith(confirm());
  }

  public String signOut() {
    return home + "/sign-out";
  }

  public String signOutEverywhere() {
    return home + "/sign-out-everywhere";
  }

  /// Whether operator keys sign in here. A key is not a user, so it has no account.
  public boolean acceptsOperatorKeys() {
    return this == CONSOLE;
  }

  /// Whether a sign-in may redirect to this path: only pages of this area, never another site.
  ///
  /// @param there a path, optionally with a query
  public boolean isReturnPath(String there) {
    if (there.length() > maxReturnLength) {
      return false;
    }
    var path = there.split("\\?", 2)[0];
    return isWithin(path)
        && there.chars().allMatch(c -> c > ' ' && c <= '~' && c != '\\' && c != '#')
        && !path.contains("//")
        && !path.contains("..")
        && !path.contains("/./")
        && !path.endsWith("/.")
        && !ENCODED_DOT_OR_SLASH.matcher(path).find()
        && isQueryAllowed(there);
  }

  /// A page of the console has no URLs in its query.
  private boolean isQueryAllowed(String there) {
    return this == ACCOUNT || Stream.of("//", "..").noneMatch(there::contains);
  }

  /// Where a sign-in may lead: these paths, and those below them.
  private List<String> returnPaths() {
    return switch (this) {
      case CONSOLE -> List.of("/console");
      case ACCOUNT -> List.of("/account", "/oauth/authorize", "/device");
    };
  }

  private boolean isWithin(String path) {
    return returnPaths().stream()
        .anyMatch(root -> path.equals(root) || path.startsWith(root + "/"));
  }
}
