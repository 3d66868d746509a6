package dev.signet.base.secrets;

/// The purpose of a secret. Two kinds may share a prefix, which the wire fixes; each has its own
/// label in the keyed hash, so a value stored as one kind never matches as another.
public enum SecretKind {
  /// A client secret created at `/api/v1`.
  CLIENT_SECRET("sk_live_", "client-secret"),
  OPERATOR_KEY("sk_live_", "operator-key"),
  API_KEY("sk_live_", "api-key"),
  ROTATION_SECRET("sk_live_", "rotation-secret"),
  /// A client secret created at `/api/agents`.
  QUICK_CLIENT_SECRET("cs_", "quick-client-secret"),
  /// With it an agent registers itself.
  INVITE("inv_", "invite"),
  /// Signs a user in to the console, once.
  SIGN_IN_LINK("link_", "sign-in-link"),
  /// The value of a console session's cookie.
  SESSION("sess_", "session"),
  /// Signs the messages to a webhook. In the form that libraries for Standard Webhooks decode:
  /// standard Base64.
  WEBHOOK_SECRET("whsec_", "webhook-secret"),
  /// Not random but sealed: its body is a ciphertext, so its length varies.
  REFRESH_TOKEN("rt_", "refresh-token"),
  /// Sealed, like a refresh token.
  AUTHORIZATION_CODE("ac_", "authorization-code");

  private final String prefix;
  private final String label;

  SecretKind(String prefix, String label) {
    this.prefix = prefix;
    this.label = label;
  }

  public String prefix() {
    return prefix;
  }

  /// Part of every stored hash: a label never changes, even if the constant is renamed.
  String label() {
    return label;
  }
}
