package dev.signet.identity.users;

import java.time.Instant;

/// The user who is signed in in a browser.
///
/// @param authenticatedAt when the user last proved their identity in this session
/// @param method how: an operator key with all rights of a user can confirm the user
/// @param formToken the secret of the session that each form on a page for the user carries
public record SignedInUser(
    UserId id, String name, Instant authenticatedAt, SignInMethod method, String formToken) {

  @Override
  public String toString() {
    return "SignedInUser[" + id.value() + "]";
  }
}
