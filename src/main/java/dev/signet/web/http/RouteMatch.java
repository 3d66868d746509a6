package dev.signet.web.http;

import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import java.util.List;
import java.util.Map;

/// The route of a request, or why there is none.
sealed interface RouteMatch {
  record MatchedRoute(Route route, Map<String, String> params) implements RouteMatch {
    @Override
    public ErrorFormat errorFormat() {
      return route.errorFormat();
    }
  }

  /// The path exists, but not with this method.
  record MethodMismatch(List<String> allowed, ErrorFormat errorFormat) implements RouteMatch {}

  record NoMatch(ErrorFormat errorFormat) implements RouteMatch {}

  /// The format of the refusals of this request.
  ErrorFormat errorFormat();

  /// The match, if there is a route.
  ///
  /// @throws Refused `NoSuchPath` or `MethodNotAllowed`
  default MatchedRoute require() {
    return switch (this) {
      case MatchedRoute here -> here;
      case MethodMismatch(var allowed, _) ->
          throw new Refused(new Refusal.MethodNotAllowed(allowed), "wrong method");
      case NoMatch _ -> throw new Refused(new Refusal.NoSuchPath(), "no such path");
    };
  }

  /// The pattern of the route, not the path: a path may contain a secret that a client put in the
  /// wrong place.
  default String routeName() {
    return this instanceof MatchedRoute(var route, _) ? route.pattern() : "none";
  }
}
