package dev.signet.base.callers;

import java.util.Optional;

/// A user's session in the console, from sign-in to sign-out, as one request sees it.
///
/// @param id names the session; it is not the value of the cookie
/// @param caller the user, with what the session may currently do
/// @param name the user's display name
/// @param formToken the secret of the session that each of its forms carries
/// @param isRecentlyAuthenticated whether the user has authenticated within the last minutes
/// @param notice what the next page is to say, once
public record ConsoleSession(
    String id,
    Caller.Operator caller,
    String name,
    String formToken,
    boolean isRecentlyAuthenticated,
    Optional<String> notice) {

  /// The same session without a notice.
  public ConsoleSession withoutNotice() {
    return new ConsoleSession(
        id, caller, name, formToken, isRecentlyAuthenticated, Optional.empty());
  }

  @Override
  public String toString() {
    return "Session[" + id + "]";
  }
}
