package dev.signet.client;

import java.net.URI;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The requested properties of a token.
 *
 * @param scopes the requested scopes; empty for all scopes of the agent, or all that the exchanged
 *     token and the delegations allow
 * @param resources the APIs it is for (<a href="https://www.rfc-editor.org/rfc/rfc8707">RFC
 *     8707</a>); empty for Signet itself
 * @param exchange the token that it is exchanged for; empty for a token by which the agent acts for
 *     itself
 */
public record TokenRequest(
    Set<String> scopes, Set<URI> resources, Optional<TokenExchange> exchange) {
  /** All scopes of the agent, for Signet itself. */
  public static final TokenRequest ALL_SCOPES =
      new TokenRequest(Set.of(), Set.of(), Optional.empty());

  public TokenRequest {
    scopes = Set.copyOf(scopes);
    resources = Set.copyOf(resources);
  }

  public TokenRequest withScopes(String... scopes) {
    return new TokenRequest(Set.copyOf(Arrays.asList(scopes)), resources, exchange);
  }

  public TokenRequest withResources(String... resources) {
    return new TokenRequest(
        scopes,
        Arrays.stream(resources).map(URI::create).collect(Collectors.toUnmodifiableSet()),
        exchange);
  }

  /**
   * The same, by which the agent acts for the one that this token is about: through a delegation
   * from the agent that holds it.
   */
  public TokenRequest onBehalfOf(Secret subjectToken) {
    return withExchange(TokenExchange.of(subjectToken));
  }

  public TokenRequest withExchange(TokenExchange exchange) {
    return new TokenRequest(scopes, resources, Optional.of(exchange));
  }

  /** Sorted, so that equal requests have equal parameters. */
  String scope() {
    return scopes.stream().sorted().collect(Collectors.joining(" "));
  }

  Stream<String> sortedResources() {
    return resources.stream().map(URI::toString).sorted();
  }
}
