package dev.signet.identity.users;

import tools.jackson.databind.node.ObjectNode;

/// What somebody has shown to prove who he is.
///
/// @param id of the operator key or the passkey; empty for a link, of which nothing is kept
record Shown(Proof proof, String id) {
  static final Shown LINK = new Shown(Proof.SIGN_IN_LINK, "");

  void tell(ObjectNode metadata) {
    metadata.put("method", proof.wire());
    switch (proof) {
      case OPERATOR_KEY -> metadata.put("key_id", id);
      case PASSKEY -> metadata.put("passkey_id", id);
      case SIGN_IN_LINK -> {}
    }
  }
}
