package dev.signet.base.refusals;

import dev.signet.base.oauth.OAuthError;
import dev.signet.base.refusals.Refusal.FieldError;
import java.time.Duration;
import java.util.List;

/// Carries a refusal up to where it becomes a response. It has no stack trace, because it is
/// expected. Its message is the detail for the log and the audit log; it is never sent.
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  public Refused(Refusal refusal, String detail) {
    super(detail, null, false, false);
    this.refusal = refusal;
  }

  public Refusal refusal() {
    return refusal;
  }

  /// The detail, for the log and the audit log only.
  public String detail() {
    return String.valueOf(getMessage());
  }

  public static Refused oauth(OAuthError error, String description) {
    return oauth(error, description, description);
  }

  public static Refused oauth(OAuthError error, String description, String detail) {
    return new Refused(new Refusal.OAuth(error, description), detail);
  }

  /// A parameter of an OAuth request is missing.
  public static Refused missingParameter(String name) {
    return oauth(OAuthError.INVALID_REQUEST, "Parameter " + name + " is missing");
  }

  /// The one sentence for every failed client authentication; `detail` names the case.
  public static Refused invalidClient(String detail) {
    return oauth(OAuthError.INVALID_CLIENT, "Client authentication failed", detail);
  }

  public static Refused malformed(String detail) {
    return new Refused(new Refusal.Malformed(detail), detail);
  }

  public static Refused invalid(String field, String message) {
    return invalid(List.of(new FieldError(field, message)));
  }

  public static Refused invalid(List<FieldError> faults) {
    return new Refused(new Refusal.Invalid(faults), "invalid fields");
  }

  public static Refused invalidJwk(String detail) {
    return new Refused(new Refusal.InvalidJwk(detail), detail);
  }

  public static Refused unauthenticated(String detail) {
    return new Refused(new Refusal.Unauthenticated(true), detail);
  }

  /// For a request that came without any credential.
  public static Refused noCredential() {
    return new Refused(new Refusal.Unauthenticated(false), "no credential");
  }

  public static Refused insufficientScope(String scope) {
    return new Refused(new Refusal.InsufficientScope(scope), "lacks " + scope);
  }

  public static Refused notAllowed(String detail) {
    return new Refused(new Refusal.NotAllowed(detail), detail);
  }

  public static Refused forbiddenWithCode(String code, String detail) {
    return new Refused(new Refusal.ForbiddenWithCode(code, detail), detail);
  }

  public static Refused notFound(String what) {
    return new Refused(new Refusal.NotFound(what), "no such " + what);
  }

  public static Refused conflict(String code, String detail) {
    return new Refused(new Refusal.Conflict(code, detail), detail);
  }

  public static Refused tooManyRequests(Duration wait, String detail) {
    return new Refused(new Refusal.TooManyRequests(wait, "Slow down"), detail);
  }

  /// As [#tooManyRequests], with a sentence that tells the caller which limit it is.
  public static Refused tooManyRequestsWithMessage(Duration wait, String sentence) {
    return new Refused(new Refusal.TooManyRequests(wait, sentence), sentence);
  }

  public static Refused unavailable(String detail) {
    return new Refused(new Refusal.ServiceUnavailable(Duration.ofSeconds(1), "Try again"), detail);
  }

  /// As [#unavailable], with a sentence that tells the caller what does not respond.
  public static Refused unavailableWithMessage(Duration wait, String sentence) {
    return new Refused(new Refusal.ServiceUnavailable(wait, sentence), sentence);
  }
}
