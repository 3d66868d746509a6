package dev.signet.client;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * What an API or MCP server tells clients about itself, so that they find the server that issues
 * its tokens (RFC 9728): a document at a well-known URL, and that URL in its challenges.
 */
public final class ProtectedResource {
  private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

  private final URI resource;
  private final String issuer;
  private final List<String> scopes;
  private final String name;

  private ProtectedResource(Builder builder, URI resource, Issuer issuer) {
    this.resource = resource;
    this.issuer = issuer.name();
    this.scopes = List.copyOf(builder.scopes);
    this.name = builder.name;
  }

  /**
   * Begins the description of a resource.
   *
   * @param resource its URL, exactly as clients use it and as it is registered
   * @param issuer the issuer of its tokens, exactly as in {@code iss}
   */
  public static Builder builder(String resource, String issuer) {
    return new Builder(resource, issuer);
  }

  /**
   * The document, as JSON. Serve it at each of the {@link #metadataPaths} without requiring a
   * token, with {@code Access-Control-Allow-Origin: *} for clients in browsers.
   */
  public String metadata() {
    var members = new LinkedHashMap<String, Object>();
    members.put("resource", resource.toString());
    members.put("authorization_servers", List.of(issuer));
    if (!scopes.isEmpty()) {
      members.put("scopes_supported", scopes);
    }
    members.put("bearer_methods_supported", List.of("header"));
    if (!name.isEmpty()) {
      members.put("resource_name", name);
    }
    members.put(
        "dpop_signing_alg_values_supported", List.of(DpopProofVerifier.ALGORITHMS.split(" ")));
    return Json.write(members);
  }

  /**
   * Where clients look for the document: the well-known path with the path of the resource after it
   * (RFC 9728 §3.1), and the well-known path alone, which some clients try as well.
   */
  public List<String> metadataPaths() {
    var path = pathOfResource();
    return path.isEmpty() ? List.of(WELL_KNOWN) : List.of(WELL_KNOWN + path, WELL_KNOWN);
  }

  /** The URL of the document. */
  public URI metadataUrl() {
    return URI.create(
        resource.getScheme() + "://" + resource.getRawAuthority() + metadataPaths().getFirst());
  }

  /** Without the slash that ends it. */
  private String pathOfResource() {
    var path = resource.getRawPath();
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** Builds a description. */
  public static final class Builder {
    private final String resource;
    private final String issuer;
    private final List<String> scopes = new ArrayList<>();
    private String name = "";
    private boolean allowsPlainHttp;

    private Builder(String resource, String issuer) {
      this.resource = resource;
      this.issuer = issuer;
    }

    /** The scopes that clients can request. */
    public Builder scopes(String... names) {
      scopes.addAll(List.of(names));
      return this;
    }

    /** A name for people. */
    public Builder name(String name) {
      this.name = name;
      return this;
    }

    /** Whether resource and issuer may have {@code http} URLs of other machines. */
    public Builder allowPlainHttp() {
      allowsPlainHttp = true;
      return this;
    }

    /**
     * Builds the description.
     *
     * @throws IllegalArgumentException when a URL or a scope is invalid
     */
    public ProtectedResource build() {
      var uri = URI.create(resource);
      var isConfidential = Origin.of(uri).isConfidential();
      if (uri.getRawFragment() != null || uri.getRawQuery() != null) {
        throw new IllegalArgumentException("A resource has no fragment and no query: " + resource);
      }
      if (!isConfidential && !allowsPlainHttp) {
        throw new IllegalArgumentException("Not an https URL: " + resource);
      }
      scopes.forEach(Challenge::requireScope);
      if (scopes.contains("offline_access")) {
        throw new IllegalArgumentException("offline_access is not a scope of a resource");
      }
      return new ProtectedResource(this, uri, Issuer.of(issuer, allowsPlainHttp));
    }
  }
}
