package dev.signet.web.http;

import dev.signet.base.callers.Caller;
import java.util.Optional;

/// Somebody's stay in the console, from sign-in to sign-out, as one request finds it.
///
/// @param id names it; it is not what the cookie holds
/// @param caller what the stay may do, as it stands now
/// @param name of who signed in, for people to read
/// @param formToken what every form of this stay carries, and nobody else knows
/// @param isRecentlyAuthenticated whether it was proved within the last minutes who this is
/// @param notice what the next page is to say, once
public record ConsoleSession(
    String id,
    Caller.Operator caller,
    String name,
    String formToken,
    boolean isRecentlyAuthenticated,
    Optional<String> notice) {

  /// The field of a form that carries the token.
  public static final String FORM_TOKEN = "form_token";

  /// The same stay, with nothing to say.
  public ConsoleSession withoutNotice() {
    return new ConsoleSession(
        id, caller, name, formToken, isRecentlyAuthenticated, Optional.empty());
  }

  @Override
  public String toString() {
    return "Session[" + id + "]";
  }
}
