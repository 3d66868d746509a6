package dev.signet.client;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.signet.client.Credential.ApiKey;
import dev.signet.client.Credential.ClientSecret;
import java.text.ParseException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The content of a {@link CredentialStore}.
 *
 * @param obtainedAt when the agent got this credential
 * @param pending the unfinished rotation, if there is one
 */
public record StoredCredential(
    Credential.SharedSecret credential, Instant obtainedAt, Optional<PendingRotation> pending) {

  /**
   * An unfinished rotation. It is stored before the request is sent, so that the request can be
   * repeated and gets the same response.
   *
   * @param idempotencyKey the idempotency key of the request
   * @param accessToken the token that authenticates the request, if the credential itself does not
   */
  public record PendingRotation(
      String idempotencyKey, Instant startedAt, Optional<Secret> accessToken) {}

  private static final int VERSION = 1;

  static StoredCredential of(Credential.SharedSecret credential, Instant since) {
    return new StoredCredential(credential, since, Optional.empty());
  }

  StoredCredential withPending(PendingRotation pending) {
    return new StoredCredential(credential, obtainedAt, Optional.of(pending));
  }

  StoredCredential withoutPending() {
    return new StoredCredential(credential, obtainedAt, Optional.empty());
  }

  /** Converts it to JSON with secrets in the clear; {@link #parse} reads it. */
  public String toJson() {
    var members = new LinkedHashMap<String, Object>();
    members.put("version", VERSION);
    if (credential instanceof ClientSecret secret) {
      members.put("clientId", secret.clientId());
      members.put("clientSecret", secret.secret().reveal());
    } else if (credential instanceof ApiKey key) {
      members.put("agentId", key.agentId());
      members.put("apiKey", key.key().reveal());
      key.rotationSecret().ifPresent(secret -> members.put("rotationSecret", secret.reveal()));
    }
    members.put("since", obtainedAt.toString());
    if (pending.isPresent()) {
      var rotation = new LinkedHashMap<String, Object>();
      rotation.put("idempotencyKey", pending.get().idempotencyKey());
      rotation.put("startedAt", pending.get().startedAt().toString());
      pending.get().accessToken().ifPresent(token -> rotation.put("accessToken", token.reveal()));
      members.put("pending", rotation);
    }
    return Json.write(members);
  }

  /**
   * Parses the result of {@link #toJson}.
   *
   * @throws IllegalArgumentException when the text is not a stored credential, or from a later
   *     version
   */
  public static StoredCredential parse(String json) {
    try {
      var members =
          Json.parseObject(json).orElseThrow(() -> new ParseException("not an object", 0));
      if (JSONObjectUtils.getInt(members, "version") != VERSION) {
        throw new IllegalArgumentException("Stored by a later version of this library");
      }
      var pending = JSONObjectUtils.getJSONObject(members, "pending");
      return new StoredCredential(
          members.containsKey("apiKey")
              ? new ApiKey(
                  text(members, "agentId"), secret(members, "apiKey"), rotationSecret(members))
              : new ClientSecret(text(members, "clientId"), secret(members, "clientSecret")),
          Instant.parse(text(members, "since")),
          pending == null ? Optional.empty() : Optional.of(pending(pending)));
    } catch (ParseException | DateTimeException e) {
      // Without the cause, which may quote the secret text.
      throw new IllegalArgumentException("This is not a stored credential");
    }
  }

  private static PendingRotation pending(Map<String, Object> members) throws ParseException {
    return new PendingRotation(
        text(members, "idempotencyKey"),
        Instant.parse(text(members, "startedAt")),
        members.containsKey("accessToken")
            ? Optional.of(secret(members, "accessToken"))
            : Optional.empty());
  }

  private static Optional<Secret> rotationSecret(Map<String, Object> members)
      throws ParseException {
    return members.containsKey("rotationSecret")
        ? Optional.of(secret(members, "rotationSecret"))
        : Optional.empty();
  }

  private static Secret secret(Map<String, Object> members, String name) throws ParseException {
    return Secret.of(text(members, name));
  }

  private static String text(Map<String, Object> members, String name) throws ParseException {
    var text = JSONObjectUtils.getString(members, name);
    if (text == null) {
      throw new ParseException("missing " + name, 0);
    }
    return text;
  }
}
