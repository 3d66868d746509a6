package dev.signet.sample;

import dev.signet.client.Credential;
import dev.signet.client.ProtectedResource;
import dev.signet.client.ReceivedRequest;
import dev.signet.client.SignetClient;
import dev.signet.client.TokenVerifier;
import dev.signet.client.VerifiedToken;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import jakarta.servlet.DispatcherType;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;

/**
 * An MCP server with two tools, for clients that act for users of Signet: one reads the user's
 * files, and one changes them, which needs a further scope. {@link TokenFilter} checks the tokens;
 * the server never passes one on.
 */
public final class McpSample {
  private static final Map<String, SortedMap<String, String>> FILES = new ConcurrentHashMap<>();

  private McpSample() {}

  public static void main(String[] args) throws Exception {
    // Both exactly as Signet has them: the issuer of its tokens, and the URL of the resource.
    var issuer = setting("SIGNET_ISSUER", "http://localhost:8080");
    var resource = setting("MCP_RESOURCE", "http://localhost:3000/mcp");
    var endpoint = URI.create(resource).getPath();

    var files =
        ProtectedResource.builder(resource, issuer)
            .name("Example Files")
            .scopes("files.read", "files.write")
            .build();
    var transport =
        HttpServletStatelessServerTransport.builder()
            .messageEndpoint(endpoint)
            .contextExtractor(TokenFilter::context)
            .build();
    McpServer.sync(transport)
        .serverInfo("Example Files", "1.0.0")
        .toolCall(
            tool("list_files", "Lists the names of your files"), (context, call) -> list(context))
        .toolCall(
            tool("write_file", "Writes one of your files", "name", "content"),
            (context, call) -> write(context, call.arguments()))
        .build();

    var context = new ServletContextHandler();
    var filter =
        new TokenFilter(
            files, URI.create(resource), verification(issuer, resource), McpSample::scopesOf);
    context.addFilter(new FilterHolder(filter), "/*", EnumSet.of(DispatcherType.REQUEST));
    context.addServlet(transport, endpoint);
    var server = new Server(Integer.parseInt(setting("PORT", "3000")));
    server.setHandler(context);
    server.start();
    System.out.println(resource + " for tokens of " + issuer);
    server.join();
  }

  private static Function<ReceivedRequest, VerifiedToken> verification(
      String issuer, String resource) {
    var verifier = TokenVerifier.builder(issuer).audience(resource);
    // An agent that introspects tokens; without it, a revoked token is accepted until it expires.
    var agent = setting("SIGNET_CLIENT_ID", "");
    if (agent.isEmpty()) {
      return verifier.build()::verify;
    }
    var secret = new Credential.ClientSecret(agent, setting("SIGNET_CLIENT_SECRET", ""));
    var asking =
        verifier.introspectWith(SignetClient.builder(issuer).credential(secret).build()).build();
    return request -> asking.confirm(asking.verify(request));
  }

  /** All scopes that a call of a tool needs; an empty name stands for every other request. */
  static String[] scopesOf(String tool) {
    return tool.equals("write_file")
        ? new String[] {"files.read", "files.write"}
        : new String[] {"files.read"};
  }

  private static CallToolResult list(McpTransportContext context) {
    return text(String.join("\n", filesOf(TokenFilter.token(context)).keySet()));
  }

  private static CallToolResult write(McpTransportContext context, Map<String, Object> values) {
    var token = TokenFilter.token(context);
    token.requireScopes(scopesOf("write_file"));
    filesOf(token).put(String.valueOf(values.get("name")), String.valueOf(values.get("content")));
    return text("Wrote " + values.get("name"));
  }

  private static Map<String, String> filesOf(VerifiedToken token) {
    return FILES.computeIfAbsent(
        token.subject(), user -> new ConcurrentSkipListMap<>(Map.of("welcome.txt", "Hello")));
  }

  private static Tool tool(String name, String description, String... arguments) {
    var properties = new ConcurrentHashMap<String, Object>();
    for (var argument : arguments) {
      properties.put(argument, Map.of("type", "string", "maxLength", 10_000));
    }
    var schema = Map.of("type", "object", "properties", properties, "required", List.of(arguments));
    return Tool.builder(name, schema).description(description).build();
  }

  private static CallToolResult text(String text) {
    return CallToolResult.builder().addTextContent(text).build();
  }

  private static String setting(String name, String usual) {
    return System.getenv().getOrDefault(name, usual);
  }
}
