package dev.signet.authorization.resources;

import dev.signet.authorization.resources.ResourceScope.Risk;
import dev.signet.base.oauth.Scopes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// The scopes of a resource, in the order of the operator.
public record ResourceScopes(List<ResourceScope> all) {
  public static final ResourceScopes NONE = new ResourceScopes(List.of());

  public ResourceScopes {
    all = List.copyOf(all);
  }

  public Optional<ResourceScope> find(String name) {
    return all.stream().filter(scope -> scope.name().equals(name)).findFirst();
  }

  public Scopes names() {
    return Scopes.of(all.stream().map(ResourceScope::name).toList());
  }

  /// The scopes of a request that names none of the resource.
  public Scopes defaults() {
    return Scopes.of(
        all.stream().filter(ResourceScope::isDefault).map(ResourceScope::name).toList());
  }

  /// Those of the requested scopes that the resource has, in the order of the request.
  public Scopes known(Scopes requested) {
    return requested.intersect(names());
  }

  /// The scopes of a token: these, and all that they imply. Scopes that the resource does not have
  /// are left out.
  public Scopes withImplied(Scopes allowed) {
    var found = new LinkedHashSet<String>();
    var open = new ArrayDeque<>(allowed.values());
    while (!open.isEmpty()) {
      var scope = find(open.poll());
      if (scope.isPresent() && found.add(scope.get().name())) {
        open.addAll(scope.get().implies());
      }
    }
    return Scopes.of(found);
  }

  /// Whether one of these scopes, or one that they imply, can do much harm.
  public boolean hasHighRisk(Scopes allowed) {
    return withImplied(allowed).values().stream()
        .flatMap(name -> find(name).stream())
        .anyMatch(scope -> scope.risk() == Risk.HIGH);
  }

  /// With a scope added, or put in the place of the one that has its name.
  ResourceScopes with(ResourceScope changed) {
    var scopes = new ArrayList<>(all);
    for (var i = 0; i < scopes.size(); i++) {
      if (scopes.get(i).name().equals(changed.name())) {
        scopes.set(i, changed);
        return new ResourceScopes(scopes);
      }
    }
    scopes.add(changed);
    return new ResourceScopes(scopes);
  }

  ResourceScopes without(String name) {
    return new ResourceScopes(all.stream().filter(scope -> !scope.name().equals(name)).toList());
  }
}
