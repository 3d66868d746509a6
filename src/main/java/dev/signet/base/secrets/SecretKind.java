package dev.signet.base.secrets;

/// What a secret is for. Two kinds may share a prefix, as the wire has it; each still has its own
/// label in the keyed hash, so a value stored as one kind never proves another.
public enum SecretKind {
  /// A client secret made at `/api/v1`.
  CLIENT_SECRET("sk_live_", "client-secret"),
  OPERATOR_KEY("sk_live_", "operator-key"),
  API_KEY("sk_live_", "api-key"),
  ROTATION_SECRET("sk_live_", "rotation-secret"),
  /// A client secret made at `/api/agents`.
  QUICK_CLIENT_SECRET("cs_", "quick-client-secret"),
  /// Lets an agent register itself.
  INVITE("inv_", "invite"),
  /// Signs somebody in to the console, once.
  SIGN_IN_LINK("link_", "sign-in-link"),
  /// What the cookie of a stay in the console holds.
  SESSION("sess_", "session"),
  /// Not random but sealed: its body is a ciphertext, so its length varies.
  REFRESH_TOKEN("rt_", "refresh-token");

  private final String prefix;
  private final String label;

  SecretKind(String prefix, String label) {
    this.prefix = prefix;
    this.label = label;
  }

  public String prefix() {
    return prefix;
  }

  /// Goes into every stored hash: a label never changes, whatever the constant comes to be called.
  String label() {
    return label;
  }
}
