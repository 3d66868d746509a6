package dev.signet.base.callers;

import dev.signet.base.refusals.Refusal;
import java.util.Optional;

/// Is notified when an authenticated caller was denied something. It must be quick, and must not
/// throw.
@FunctionalInterface
public interface DenialListener {

  /// Why the caller was denied.
  ///
  /// @param scope the scope that the caller lacks; empty when a scope would not have helped
  record Reason(String code, Optional<String> scope) {

    /// Empty for refusals that are not denials, such as those of malformed requests.
    public static Optional<Reason> of(Refusal refusal, Caller caller) {
      return switch (refusal) {
        case Refusal.InsufficientScope(var scope) ->
            Optional.of(new Reason(refusal.code(), Optional.of(scope)));
        case Refusal.NotAllowed _ -> Optional.of(new Reason("not_allowed", Optional.empty()));
        case Refusal.ForbiddenWithCode _ ->
            Optional.of(new Reason(refusal.code(), Optional.empty()));
        case Refusal.QuotaExceeded quota when quota.window().isEmpty() ->
            Optional.of(new Reason(refusal.code(), Optional.empty()));
        // An operator of the whole server sees everything there is. For other callers this may
        // belong to another organization.
        case Refusal.NotFound _ when !isOperatorOfWholeServer(caller) ->
            Optional.of(new Reason(refusal.code(), Optional.empty()));
        default -> Optional.empty();
      };
    }

    private static boolean isOperatorOfWholeServer(Caller caller) {
      return caller instanceof Caller.Operator operator && operator.isOfWholeServer();
    }
  }

  /// An authenticated caller was denied something.
  ///
  /// @param by the caller and its request
  /// @param route the pattern of the path
  void onDenied(RequestContext by, String method, String route, Reason reason);
}
