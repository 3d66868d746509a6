package dev.signet.identity.users;

import tools.jackson.databind.node.ObjectNode;

/// The proof of identity that a user or operator key has given.
///
/// @param id of the operator key or the passkey; empty for a link, which is not stored
record SignInProof(SignInMethod method, String id) {
  static final SignInProof LINK = new SignInProof(SignInMethod.SIGN_IN_LINK, "");

  void writeTo(ObjectNode metadata) {
    metadata.put("method", method.wire());
    switch (method) {
      case OPERATOR_KEY -> metadata.put("key_id", id);
      case PASSKEY -> metadata.put("passkey_id", id);
      case SIGN_IN_LINK -> {}
    }
  }
}
