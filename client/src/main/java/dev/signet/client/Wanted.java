package dev.signet.client;

import java.net.URI;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a token shall be good for.
 *
 * @param scopes what it may do; none stands for all that the agent may
 * @param resources the APIs it is for (<a href="https://www.rfc-editor.org/rfc/rfc8707">RFC
 *     8707</a>); none stands for Signet itself
 */
public record Wanted(Set<String> scopes, Set<URI> resources) {
  /** All that the agent may do, at Signet itself. */
  public static final Wanted EVERYTHING = new Wanted(Set.of(), Set.of());

  public Wanted {
    scopes = Set.copyOf(scopes);
    resources = Set.copyOf(resources);
  }

  public Wanted withScopes(String... scopes) {
    return new Wanted(Set.copyOf(Arrays.asList(scopes)), resources);
  }

  public Wanted withResources(String... resources) {
    return new Wanted(
        scopes, Arrays.stream(resources).map(URI::create).collect(Collectors.toUnmodifiableSet()));
  }

  /** In one order, so that one wish is always put in the same words. */
  String scope() {
    return scopes.stream().sorted().collect(Collectors.joining(" "));
  }

  Stream<String> resourcesInOrder() {
    return resources.stream().map(URI::toString).sorted();
  }
}
