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
 * How an agent registers itself, where the server lets it. It gets an API key and the rotation
 * secret for it, and may do nothing yet: what it may is for an operator to say, who claims it.
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
   * @param developerId the organization that was made for it, or that its invite is for
   */
  public record RegisteredAgent(
      String agentId, String developerId, String name, ApiKey credential) {}

  /** Begins one at the server with this issuer URL. */
  public static Registration at(String issuer) {
    return new Registration(issuer);
  }

  /** What the agent is called; the server finds a name if not set. */
  public Registration name(String name) {
    this.name = name;
    return this;
  }

  /** The invite, where the server asks for one. */
  public Registration invite(String token) {
    this.invite = Secret.of(token);
    return this;
  }

  /** What speaks HTTP; one of its own if not set. It must not follow redirects. */
  public Registration http(HttpClient http) {
    this.http = http;
    return this;
  }

  /** As {@link SignetClient.Builder#patience}. */
  public Registration retryTimeout(Duration patience) {
    this.retryTimeout = patience;
    return this;
  }

  /** As {@link SignetClient.Builder#allowPlainHttp}. */
  public Registration allowPlainHttp() {
    allowsPlainHttp = true;
    return this;
  }

  /**
   * Registers a new agent. A lost answer is asked for again, as long as this program lives.
   *
   * @throws SignetException when there is none to be had
   */
  public RegisteredAgent register() {
    var server = Issuer.of(issuer, allowsPlainHttp);
    var speaker = http == null ? SignetClient.defaultHttpClient(server.origin()) : http;
    if (speaker.followRedirects() != Redirect.NEVER) {
      throw new IllegalArgumentException(
          "An HttpClient that follows redirects would take secrets along");
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
   * Registers a new agent for this store, unless it has a credential already. Of several programs
   * that share it, one registers.
   *
   * @return the store
   * @throws SignetException when there is no agent to be had
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
