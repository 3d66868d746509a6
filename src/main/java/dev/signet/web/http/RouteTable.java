package dev.signet.web.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// All routes, by path. A literal segment wins over a parameter (`/agents/me` over `/agents/{id}`).
final class RouteTable {
  private final PathNode root = new PathNode();
  private final List<Route> routes = new ArrayList<>();

  void add(Route route) {
    var node = root;
    node.formats.add(route.errorFormat());
    for (var segment : segments(route.pattern())) {
      node = node.child(segment);
      node.formats.add(route.errorFormat());
    }
    if (node.routes.put(route.method(), route) != null) {
      throw new IllegalStateException("Two routes for " + route.method() + " " + route.pattern());
    }
    routes.add(route);
  }

  List<Route> routes() {
    return List.copyOf(routes);
  }

  RouteMatch find(String called, String path) {
    if (!path.startsWith("/")) {
      return new RouteMatch.NoMatch(ErrorFormat.PROBLEM);
    }
    var params = new HashMap<String, String>();
    var segments = segments(path);
    var node = root.find(segments, 0, params);
    if (node == null) {
      return new RouteMatch.NoMatch(formatOfPrefix(segments));
    }
    var method = called.equals("HEAD") ? "GET" : called;
    var route = node.routes.get(method);
    return route == null
        ? new RouteMatch.MethodMismatch(node.methods(), node.formatHere())
        : new RouteMatch.MatchedRoute(route, nameParameters(route, params));
  }

  /// The format that all routes share below the longest known prefix of a path without a route.
  private ErrorFormat formatOfPrefix(List<String> segments) {
    var node = root;
    for (var segment : segments.subList(0, segments.size() - 1)) {
      var literal = node.literals.get(segment);
      var next = literal == null ? node.parameter : literal;
      if (next == null) {
        break;
      }
      node = next;
    }
    return common(node.formats);
  }

  /// Pages among the routes of programs do not count: most callers of unknown paths are programs.
  private static ErrorFormat common(Collection<ErrorFormat> formats) {
    if (formats.size() == 1) {
      return formats.iterator().next();
    }
    var ofPrograms = EnumSet.copyOf(formats);
    ofPrograms.remove(ErrorFormat.HTML);
    return ofPrograms.size() == 1 ? ofPrograms.iterator().next() : ErrorFormat.PROBLEM;
  }

  /// Path parameters are matched by position; the route's pattern names them.
  private static Map<String, String> nameParameters(Route route, Map<String, String> byPlace) {
    if (byPlace.isEmpty()) {
      return Map.of();
    }
    var named = new HashMap<String, String>();
    var place = 0;
    for (var segment : segments(route.pattern())) {
      var value = byPlace.get(Integer.toString(place++));
      if (segment.startsWith("{") && value != null) {
        named.put(segment.substring(1, segment.length() - 1), value);
      }
    }
    return named;
  }

  private static List<String> segments(String path) {
    var found = new ArrayList<String>(8);
    for (var start = 1; start <= path.length(); ) {
      var end = path.indexOf('/', start);
      if (end < 0) {
        end = path.length();
      }
      found.add(path.substring(start, end));
      start = end + 1;
    }
    return found;
  }

  private static final class PathNode {
    private final Map<String, PathNode> literals = new HashMap<>();
    private final Map<String, Route> routes = new HashMap<>();

    /// The formats of the routes here and below.
    private final Set<ErrorFormat> formats = EnumSet.noneOf(ErrorFormat.class);

    private @Nullable PathNode parameter;

    /// All methods that the path supports; `HEAD` goes with `GET`.
    List<String> methods() {
      var methods = new TreeSet<>(routes.keySet());
      if (methods.contains("GET")) {
        methods.add("HEAD");
      }
      return List.copyOf(methods);
    }

    ErrorFormat formatHere() {
      var here = EnumSet.noneOf(ErrorFormat.class);
      routes.values().forEach(route -> here.add(route.errorFormat()));
      return common(here);
    }

    PathNode child(String segment) {
      if (!segment.startsWith("{")) {
        return literals.computeIfAbsent(segment, _ -> new PathNode());
      }
      var grown = parameter == null ? new PathNode() : parameter;
      parameter = grown;
      return grown;
    }

    @Nullable PathNode find(List<String> segments, int at, Map<String, String> params) {
      if (at == segments.size()) {
        return routes.isEmpty() ? null : this;
      }
      var segment = segments.get(at);
      var literal = literals.get(segment);
      var found = literal == null ? null : literal.find(segments, at + 1, params);
      if (found == null && parameter != null && !segment.isEmpty()) {
        found = parameter.find(segments, at + 1, params);
        if (found != null) {
          params.put(Integer.toString(at), segment);
        }
      }
      return found;
    }
  }
}
