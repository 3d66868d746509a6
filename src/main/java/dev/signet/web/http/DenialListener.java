package dev.signet.web.http;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.refusals.Refusal;
import java.util.Optional;

/// Is told when a known caller was denied something: an audience that must be quick, and never
/// throws.
@FunctionalInterface
public interface DenialListener {

  /// Why it was denied.
  ///
  /// @param scope the one that the caller lacks; empty when no scope would have helped
  record Reason(String code, Optional<String> scope) {

    /// Empty for refusals that deny nothing, such as those of a malformed request.
    static Optional<Reason> of(Refusal refusal, Caller caller) {
      return switch (refusal) {
        case Refusal.InsufficientScope(var scope) ->
            Optional.of(new Reason("insufficient_scope", Optional.of(scope)));
        case Refusal.NotAllowed _ -> Optional.of(new Reason("not_allowed", Optional.empty()));
        case Refusal.ForbiddenWithCode(var code, _) ->
            Optional.of(new Reason(code, Optional.empty()));
        // An operator sees everything there is. For an agent this may be another organization's.
        case Refusal.NotFound _ when !(caller instanceof Caller.Operator) ->
            Optional.of(new Reason("not_found", Optional.empty()));
        default -> Optional.empty();
      };
    }
  }

  /// A known caller was denied something.
  ///
  /// @param by the caller and its request
  /// @param route the pattern of the path
  void onDenied(RequestContext by, String method, String route, Reason reason);
}
