package dev.signet.client;

import java.util.Optional;

/** What an agent proves itself with. None prints its secret. */
public sealed interface Credential {
  /** Who the agent is, as the token endpoint is told. */
  String clientId();

  /** A secret that the server knows (a hash of) as well: it can leak, and can be rotated. */
  sealed interface SharedSecret extends Credential {}

  /** A client secret, {@code cs_…} or {@code sk_live_…}. */
  record ClientSecret(String clientId, Secret secret) implements SharedSecret {
    public ClientSecret(String clientId, String secret) {
      this(clientId, Secret.of(secret));
    }
  }

  /**
   * An API key, and the rotation secret that came with it. Without the latter the key works as
   * well, but only an operator can rotate it.
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
   * A key whose public half the agent is registered with ({@code private_key_jwt}, <a
   * href="https://www.rfc-editor.org/rfc/rfc7523#section-2.2">RFC 7523 §2.2</a>). Nothing that is
   * sent can be used by whoever reads it.
   */
  record PrivateKeyJwt(String clientId, AgentKey key) implements Credential {}
}
