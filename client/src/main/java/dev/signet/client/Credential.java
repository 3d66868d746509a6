package dev.signet.client;

import java.util.Optional;

/** A credential of an agent. {@code toString} never contains the secret. */
public sealed interface Credential {
  /** The client id for the token endpoint. */
  String clientId();

  /**
   * A secret shared with the server, which stores a hash of it: it can leak, and it can be rotated.
   */
  sealed interface SharedSecret extends Credential {}

  /** A client secret, {@code cs_…} or {@code sk_live_…}. */
  record ClientSecret(String clientId, Secret secret) implements SharedSecret {
    public ClientSecret(String clientId, String secret) {
      this(clientId, Secret.of(secret));
    }
  }

  /**
   * An API key and its rotation secret. Without a rotation secret, only an operator can rotate the
   * key.
   */
  record ApiKey(String agentId, Secret key, Optional<Secret> rotationSecret)
      implements SharedSecret {
    public ApiKey(String agentId, String key, String rotationSecret) {
      this(agentId, Secret.of(key), Optional.of(Secret.of(rotationSecret)));
    }

    public ApiKey(String agentId, String key) {
      this(agentId, Secret.of(key), Optional.empty());
    }

    @Override
    public String clientId() {
      return agentId;
    }
  }

  /**
   * A key pair whose public key is registered for the agent ({@code private_key_jwt}, <a
   * href="https://www.rfc-editor.org/rfc/rfc7523#section-2.2">RFC 7523 §2.2</a>). Requests contain
   * nothing that an eavesdropper could use again.
   */
  record PrivateKeyJwt(String clientId, AgentKey key) implements Credential {}
}
