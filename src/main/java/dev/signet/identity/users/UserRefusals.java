package dev.signet.identity.users;

import dev.signet.base.refusals.Refused;

/// The refusals of this room.
public final class UserRefusals {
  private UserRefusals() {}

  public static Refused notFound() {
    return Refused.notFound("user");
  }

  public static Refused passkeyNotFound() {
    return Refused.notFound("passkey");
  }

  static Refused keyOfOneOrganization() {
    return Refused.notAllowed(
        "The console is for operators of the whole server; this key is for one organization");
  }

  public static Refused keyIsNotUser() {
    return Refused.notAllowed(
        "An operator key is not a user: sign in here with a passkey, and with the key at /console");
  }

  static Refused signedInWithOperatorKey() {
    return Refused.conflict(
        "user_required", "Passkeys belong to users, and you are signed in with an operator key");
  }

  /// @param limit the number of passkeys that a user may have
  static Refused tooManyPasskeys(int limit) {
    return Refused.conflict(
        "too_many_passkeys", "You have " + limit + " passkeys; remove one that is unused");
  }

  static Refused passkeyExists() {
    return Refused.conflict("passkey_exists", "This passkey exists already");
  }

  static Refused ownerExists() {
    return Refused.conflict("owner_exists", "Another user has signed in first");
  }

  static Refused invitationAccepted() {
    return Refused.conflict(
        "invitation_accepted",
        "Links are for users who have never signed in. To restore access, remove the user and add"
            + " them again");
  }

  static Refused unexpiringKeyRequired() {
    return Refused.conflict(
        "unexpiring_key_required",
        "Your operator key expires, but the access that it grants here would not: sign in as a"
            + " user, or with a key that does not expire");
  }

  static Refused lastOwner() {
    return Refused.conflict(
        "last_owner",
        "This is the last owner who has ever signed in; have another one sign in first");
  }

  public static Refused memberNotFound() {
    return Refused.notFound("member");
  }

  static Refused userForServerOperators() {
    return Refused.notAllowed(
        "Only an operator of the whole server may add an existing user; invite one by name");
  }

  static Refused alreadyMember() {
    return Refused.conflict("already_member", "The user is a member of this organization");
  }

  static Refused lastOwnerOfOrganization() {
    return Refused.conflict(
        "last_owner",
        "This is the last owner of the organization who has ever signed in; have another one sign"
            + " in first");
  }

  static Refused userHasNotSignedIn() {
    return Refused.conflict(
        "user_not_signed_in",
        "The user has never signed in: another organization has their sign-in link");
  }

  /// @param limit the number of organizations that a user may belong to
  static Refused tooManyOrganizations(int limit) {
    return Refused.conflict(
        "too_many_organizations", "The user belongs to " + limit + " organizations already");
  }

  static Refused memberWithoutOrganization() {
    return Refused.invalid("role", "must be owner, operator or auditor: the user is not a member");
  }

  static Refused invalidName() {
    return Refused.invalid("name", Users.NAME_ERROR);
  }

  static Refused noValidLink() {
    return Refused.unauthenticated("no valid link");
  }
}
