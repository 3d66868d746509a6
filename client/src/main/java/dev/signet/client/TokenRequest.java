package dev.signet.client;

import java.net.URI;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The requested properties of a token.
 *
 * @param scopes the requested scopes; empty for all scopes of the agent
 * @param resources the APIs it is for (<a href="https://www.rfc-editor.org/rfc/rfc8707">RFC
 *     8707</a>); empty for Signet itself
 */
public record TokenRequest(Set<String> scopes, Set<URI> resources) {
  /** All scopes of the agent, for Signet itself. */
  public static final TokenRequest ALL_SCOPES = new TokenRequest(Set.of(), Set.of());

  public TokenRequest {
    scopes = Set.copyOf(scopes);
    resources = Set.copyOf(resources);
  }

  public TokenRequest withScopes(String... scopes) {
    return new TokenRequest(Set.copyOf(Arrays.asList(scopes)), resources);
  }

  public TokenRequest withResources(String... resources) {
    return new TokenRequest(
        scopes, Arrays.stream(resources).map(URI::create).collect(Collectors.toUnmodifiableSet()));
  }

  /** Sorted, so that equal requests have equal parameters. */
  String scope() {
    return scopes.stream().sorted().collect(Collectors.joining(" "));
  }

  Stream<String> sortedResources() {
    return resources.stream().map(URI::toString).sorted();
  }
}
