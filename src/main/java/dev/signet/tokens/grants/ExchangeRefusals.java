package dev.signet.tokens.grants;

import dev.signet.base.oauth.OAuthError;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import java.util.Map;

/// The refusals of the token exchange. An unacceptable subject or actor token is `invalid_request`
/// ([RFC 8693 §2.2.2](https://www.rfc-editor.org/rfc/rfc8693#section-2.2.2)), so each has a stable
/// `reason` as well.
final class ExchangeRefusals {
  private ExchangeRefusals() {}

  private static Refused because(String reason, String description) {
    return because(reason, description, Map.of());
  }

  private static Refused because(String reason, String description, Map<String, String> members) {
    return new Refused(
        new Refusal.OAuthWithReason(OAuthError.INVALID_REQUEST, description, reason, members),
        "token exchange: " + reason);
  }

  /// One sentence for all of these, so that it reveals nothing about the tokens and agents above.
  static Refused subjectTokenInvalid() {
    return because(
        "subject_token_invalid", "The subject token is not an active access token of this server");
  }

  static Refused subjectTokenNotForActor() {
    return because(
        "subject_not_for_actor",
        "The subject token is for another resource: its audience must have the issuer or this"
            + " client");
  }

  static Refused actorTokenInvalid() {
    return because(
        "actor_token_invalid", "The actor token is not an active access token of this client");
  }

  static Refused organizationRequired() {
    return because(
        "organization_required",
        "Agents of the default organization can neither lend nor borrow rights");
  }

  static Refused noDelegation() {
    return because(
        "no_delegation", "The holder of the subject token has not lent this client such rights");
  }

  static Refused delegationEnded() {
    return because("delegation_ended", "The delegation has ended");
  }

  /// @param ids of the delegations, separated by spaces
  static Refused ambiguous(String ids) {
    return because(
        "ambiguous",
        "More than one delegation allows this; send delegation_id",
        Map.of("delegation_ids", ids));
  }

  static Refused hopsUsedUp() {
    return because(
        "hops_used_up",
        "A delegation above does not allow that its rights are handed on to this client: its"
            + " maxHops are used up");
  }

  static Refused chainTooDeep() {
    return because("chain_too_deep", "The chain of delegations is too long");
  }

  static Refused cycle() {
    return because("chain_cycle", "This client is already in the chain of delegations");
  }

  static Refused proofNeeded() {
    return because(
        "proof_needed",
        "The subject token is bound to a key, or an agent of the chain uses only bound tokens; send"
            + " a DPoP proof");
  }

  static Refused proofOfOtherKey() {
    return because(
        "proof_needed", "A bound token can be narrowed only with a DPoP proof of its own key");
  }

  static Refused scopeNotAllowed(Scopes allowed) {
    return new Refused(
        new Refusal.OAuthWithReason(
            OAuthError.INVALID_SCOPE,
            "The chain of delegations does not allow a requested scope",
            "scope_not_allowed",
            Map.of("allowed_scope", allowed.toString())),
        "token exchange: scope");
  }

  static Refused targetNotAllowed() {
    return Refused.oauth(
        OAuthError.INVALID_TARGET,
        "The delegations do not allow a requested resource, or they allow several and none was"
            + " requested; send resource with one that they allow");
  }

  static Refused malformedTarget() {
    return Refused.oauth(
        OAuthError.INVALID_TARGET,
        "Each audience must be an absolute URI without a fragment, or an agent of the"
            + " organization");
  }

  static Refused unsupportedTokenType(String parameter) {
    return because(
        "unsupported_token_type",
        "The value of "
            + parameter
            + " is not supported; use"
            + " urn:ietf:params:oauth:token-type:access_token");
  }

  static Refused mayActOther() {
    return because(
        "may_act_other",
        "The subject token may be exchanged only by the agent that its may_act names");
  }

  static Refused actorUnauthorized() {
    return because(
        "actor_unauthorized",
        "The requested actor is not an agent of the organization that this client lends rights to");
  }

  static Refused requestedActorForOthers() {
    return Refused.oauth(
        OAuthError.INVALID_REQUEST,
        "Parameter requested_actor is allowed only with a subject token of this client itself");
  }

  static Refused requestedActorWithTarget() {
    return Refused.oauth(
        OAuthError.INVALID_REQUEST,
        "Parameter requested_actor is not allowed with resource or audience: the token is for that"
            + " agent");
  }

  static Refused malformedLifetime() {
    return Refused.oauth(
        OAuthError.INVALID_REQUEST,
        "Parameter requested_expiry must be a positive number of seconds");
  }

  static Refused actorTokenTypeAlone() {
    return Refused.oauth(
        OAuthError.INVALID_REQUEST,
        "Parameter actor_token_type is allowed only with actor_token, and required with it");
  }
}
