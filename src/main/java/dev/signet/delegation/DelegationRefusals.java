package dev.signet.delegation;

import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import java.util.List;
import java.util.Map;

/// The refusals of this room, other than errors of single fields.
public final class DelegationRefusals {
  private DelegationRefusals() {}

  static Refused noSuchToken() {
    return Refused.notFound("token");
  }

  public static Refused notFound() {
    return Refused.notFound("delegation");
  }

  static Refused organizationRequired() {
    return Refused.forbiddenWithCode(
        "organization_required",
        "Agents of the default organization can neither lend nor borrow rights; ask an operator to"
            + " register them in an organization");
  }

  static Refused differentOrganizations() {
    return Refused.conflict(
        "organizations_differ", "The subject and the actor belong to different organizations");
  }

  static Refused actorLacksGrant() {
    return Refused.conflict(
        "actor_lacks_grant",
        "The actor may not exchange tokens: its grantTypes need"
            + " urn:ietf:params:oauth:grant-type:token-exchange");
  }

  static Refused subjectNotActive() {
    return Refused.conflict("not_active", "The subject is not active");
  }

  static Refused actorNotActive() {
    return Refused.conflict("not_active", "The actor is not active");
  }

  static Refused ended() {
    return Refused.conflict("delegation_ended", "The delegation has ended");
  }

  /// @param fields that would allow more than before
  static Refused wouldWiden(List<String> fields) {
    return Refused.conflict(
        "would_widen",
        "A delegation can only be narrowed, and this would widen "
            + String.join(", ", fields)
            + "; create a new delegation instead");
  }

  static Refused scopesNotHeld(Scopes missing) {
    return new Refused(
        new Refusal.Unprocessable(
            "scopes_not_held",
            "The subject does not hold these scopes: " + missing,
            Map.of("scopes", missing.toString())),
        "scopes not held by the subject");
  }

  static Refused onlyItself() {
    return Refused.notAllowed("An agent can lend its own rights only");
  }

  static Refused onlyOperatorsLendAll() {
    return Refused.notAllowed("Only an operator may lend rights for all resources");
  }

  static Refused onlySubjectNarrows() {
    return Refused.notAllowed("Only the subject of a delegation or an operator may change it");
  }

  static Refused onlyPartiesRevoke() {
    return Refused.notAllowed(
        "Only the subject or the actor of a delegation or an operator may revoke it");
  }
}
