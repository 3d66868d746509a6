package dev.signet.sample;

import dev.signet.client.Challenge;
import dev.signet.client.ProtectedResource;
import dev.signet.client.ReceivedRequest;
import dev.signet.client.SignetException;
import dev.signet.client.TokenRejectedException;
import dev.signet.client.VerifiedToken;
import io.modelcontextprotocol.common.McpTransportContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lets requests through that have a token with the scopes that they need, and tells all others
 * where to get one.
 */
final class TokenFilter extends HttpFilter {
  private static final String TOKEN = "token";
  private static final int MAX_BODY = 64 * 1024;
  private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final JsonMapper JSON = new JsonMapper();

  private final transient ProtectedResource resource;
  private final transient URI url;
  private final transient Function<ReceivedRequest, VerifiedToken> verification;
  private final transient Function<String, String[]> scopesOf;

  /**
   * @param url the public URL of the server, which proofs of DPoP keys are made for
   * @param scopesOf all scopes that a call of a tool needs, by its name; an empty name stands for
   *     every other request
   */
  TokenFilter(
      ProtectedResource resource,
      URI url,
      Function<ReceivedRequest, VerifiedToken> verification,
      Function<String, String[]> scopesOf) {
    this.resource = resource;
    this.url = url;
    this.verification = verification;
    this.scopesOf = scopesOf;
  }

  /** What tools are told about a request: its token. */
  static McpTransportContext context(HttpServletRequest request) {
    return McpTransportContext.create(Map.of(TOKEN, request.getAttribute(TOKEN)));
  }

  static VerifiedToken token(McpTransportContext context) {
    return (VerifiedToken) context.get(TOKEN);
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    // Clients in web pages, such as MCP Inspector, read the metadata and the challenges.
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Access-Control-Expose-Headers", "WWW-Authenticate, DPoP-Nonce");
    if (request.getMethod().equals("OPTIONS")) {
      response.setHeader(
          "Access-Control-Allow-Headers", request.getHeader("Access-Control-Request-Headers"));
      response.setStatus(204);
    } else if (resource.metadataPaths().contains(request.getRequestURI())) {
      response.setContentType("application/json");
      response.getWriter().print(resource.metadata());
    } else if (!isFromHere(request.getHeader("Origin"))) {
      response.setStatus(403);
    } else {
      check(request, response, chain);
    }
  }

  private void check(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var body = request.getInputStream().readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      response.setStatus(413);
      return;
    }
    var scopes = scopesOf.apply(toolOf(body));
    try {
      var token = verification.apply(received(request));
      token.requireScopes(scopes);
      request.setAttribute(TOKEN, token);
    } catch (TokenRejectedException e) {
      var challenge = Challenge.of(e, resource, scopes);
      challenge.headers().forEach(response::setHeader);
      response.setStatus(challenge.status());
      return;
    } catch (SignetException e) {
      response.setHeader("Retry-After", "5");
      response.setStatus(503);
      return;
    }
    chain.doFilter(new ReadRequest(request, body), response);
  }

  private ReceivedRequest received(HttpServletRequest request) {
    return new ReceivedRequest(
        request.getMethod(), url, headers(request, "Authorization"), headers(request, "DPoP"));
  }

  private static List<String> headers(HttpServletRequest request, String name) {
    return Collections.list(request.getHeaders(name));
  }

  /** The name of the tool that a request calls, or nothing. */
  private static String toolOf(byte[] body) {
    try {
      var message = JSON.readTree(body);
      return message.path("method").asString("").equals("tools/call")
          ? message.path("params").path("name").asString("")
          : "";
    } catch (JacksonException e) {
      return "";
    }
  }

  /** Whether a request does not come from a page of another site. */
  private static boolean isFromHere(String origin) {
    try {
      return origin == null || LOCAL.contains(String.valueOf(URI.create(origin).getHost()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** A request whose body has been read. */
  private static final class ReadRequest extends HttpServletRequestWrapper {
    private final byte[] body;

    ReadRequest(HttpServletRequest request, byte[] body) {
      super(request);
      this.body = body;
    }

    @Override
    public ServletInputStream getInputStream() {
      var bytes = new ByteArrayInputStream(body);
      return new ServletInputStream() {
        @Override
        public int read() {
          return bytes.read();
        }

        @Override
        public boolean isFinished() {
          return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
          return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
          try {
            listener.onDataAvailable();
            listener.onAllDataRead();
          } catch (IOException e) {
            listener.onError(e);
          }
        }
      };
    }
  }
}
