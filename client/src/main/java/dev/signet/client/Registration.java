package dev.signet.client;

import dev.signet.client.Credential.ApiKey;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Registers an agent, if the server allows self-registration. The agent gets an API key with a
 * rotation secret, and no permissions: an operator has to claim it and give it scopes.
 */
public final class Registration {
  private final String issuer;
  private @Nullable String name;
  private @Nullable Secret invite;
  private @Nullable HttpClient http;
  private Duration retryTimeout = Duration.ofSeconds(30);
  private boolean allowsPlainHttp;

  private Registration(String issuer) {
    this.issuer = issuer;
  }

  /**
   * A new agent.
   *
   * @param developerId the organization that was created for it, or that its invite is for
   */
  public record RegisteredAgent(
      String agentId, String developerId, String name, ApiKey credential) {}

  /** Begins a registration at the server with this issuer URL. */
  public static Registration at(String issuer) {
    return new Registration(issuer);
  }

  /** The name of the agent; the server chooses one by default. */
  public Registration name(String name) {
    this.name = name;
    return this;
  }

  /** The invite, if the server requires one. */
  public Registration invite(String token) {
    this.invite = Secret.of(token);
    return this;
  }

  /** The HTTP client; a new one by default. It must not follow redirects. */
  public Registration http(HttpClient http) {
    this.http = http;
    return this;
  }

  /** How long requests are retried, as in {@link SignetClient.Builder#retryTimeout}. */
  public Registration retryTimeout(Duration retryTimeout) {
    this.retryTimeout = retryTimeout;
    return this;
  }

  /** Whether secrets may be sent unencrypted, as in {@link SignetClient.Builder#allowPlainHttp}. */
  public Registration allowPlainHttp() {
    allowsPlainHttp = true;
    return this;
  }

  /**
   * Registers a new agent. If the response is lost, the request is repeated as long as this program
   * runs.
   *
   * @throws SignetException when the registration fails
   */
  public RegisteredAgent register() {
    var server = Issuer.of(issuer, allowsPlainHttp);
    var speaker = http == null ? SignetClient.defaultHttpClient(server.origin()) : http;
    if (speaker.followRedirects() != Redirect.NEVER) {
      throw new IllegalArgumentException(
          "An HttpClient that follows redirects would send secrets to other servers");
    }
    var wish = new LinkedHashMap<String, Object>();
    Optional.ofNullable(name).ifPresent(given -> wish.put("name", given));
    Optional.ofNullable(invite).ifPresent(token -> wish.put("inviteToken", token.reveal()));
    var endpoints =
        new Endpoints(server, new Transport(speaker, retryTimeout), null, Clock.systemUTC());
    var what = "A registration";
    var answer =
        endpoints.post(
            "/v1/auth/agent-register",
            Json.write(wish),
            "Idempotency-Key",
            UUID.randomUUID().toString());
    if (answer.status() != 201) {
      throw answer.refusal(what);
    }
    var members = answer.json(what);
    var id = ServerResponse.text(what, members, "agentId");
    return new RegisteredAgent(
        id,
        ServerResponse.text(what, members, "developerId"),
        ServerResponse.text(what, members, "name"),
        new ApiKey(
            id,
            ServerResponse.secret(what, members, "apiKey"),
            Optional.of(ServerResponse.secret(what, members, "rotationSecret"))));
  }

  /**
   * Registers a new agent for this store, unless it already has a credential. Of several programs
   * that share the store, one registers.
   *
   * @return the store
   * @throws SignetException when the registration fails
   */
  public CredentialStore registerInto(CredentialStore store) {
    store.runExclusively(() -> {
      if (store.read().isEmpty()) {
        store.write(StoredCredential.of(register().credential(), Clock.systemUTC().instant()));
      }
      return store;
    });
    return store;
  }
}
