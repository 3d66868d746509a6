package dev.signet.identity.registration;

import dev.signet.base.refusals.Refused;

/// The refusals of this room, other than errors of single fields.
public final class RegistrationRefusals {
  private RegistrationRefusals() {}

  public static Refused inviteNotFound() {
    return Refused.notFound("invite");
  }

  static Refused closed() {
    return Refused.forbiddenWithCode(
        "registration_closed", "Only an operator can register agents on this server");
  }

  static Refused inviteRequired() {
    return Refused.forbiddenWithCode(
        "invite_required", "Registration requires an operator's invite: inviteToken");
  }

  static Refused inviteInvalid() {
    return Refused.forbiddenWithCode("invite_invalid", "The invite is not valid");
  }

  static Refused tooManyUnclaimed() {
    return Refused.conflict(
        "too_many_unclaimed",
        "Too many agents are waiting to be claimed by an operator; try again later");
  }

  static Refused notRegisteredItself() {
    return Refused.conflict(
        "agent_not_registered_itself",
        "The agent was registered by an operator and does not need to be claimed");
  }
}
