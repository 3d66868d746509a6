package dev.signet.events.audit;

/// An entry at its position in a chain. Its hash is the SHA-256, in hex, of the previous hash
/// followed by the entry's fields as a JSON array without spaces, in this order: chain id, sequence
/// number, event id, time in epoch milliseconds, action, outcome, agent id, organization id, actor
/// type, actor id, credential fingerprint, address, user agent, request id, metadata (as text),
/// token expiry in epoch milliseconds, token generation, token family; `null` for a missing value.
/// For a token that is bound to a key two more follow: the thumbprint and the key generation. If an
/// agent acted with an access token, four more follow: the thumbprint and the key generation
/// (`null` if there is none), the acting token's id, and who created it if it is a test token. For
/// a token that was exchanged eight follow: these four (`null` if there is none), then the subject
/// token's id, the actor token's id, the delegation, and the ancestors.
record ChainLink(String chainId, long seq, AuditEntry entry, String prevHash, String hash) {

  /// The hash before the first link of a chain.
  static final String GENESIS = "0".repeat(64);

  private static final int TYPICAL_LENGTH = 768;

  static ChainLink after(String prevHash, String chainId, long seq, AuditEntry entry) {
    return new ChainLink(chainId, seq, entry, prevHash, hash(prevHash, chainId, seq, entry));
  }

  /// Whether the hash matches the fields.
  boolean isHashValid() {
    return hash.equals(hash(prevHash, chainId, seq, entry));
  }

  private static String hash(String prevHash, String chainId, long seq, AuditEntry entry) {
    var text =
        new CanonicalText(prevHash, TYPICAL_LENGTH)
            .add(chainId)
            .add(seq)
            .add(entry.eventId())
            .add(entry.timestamp().toEpochMilli())
            .add(entry.action())
            .add(entry.outcome())
            .addOrNull(entry.agentId())
            .addOrNull(entry.organizationId())
            .add(entry.actorType())
            .add(entry.actorId())
            .addOrNull(entry.credentialFingerprint())
            .add(entry.ipAddress())
            .add(entry.userAgent())
            .add(entry.requestId())
            .add(entry.metadata());
    var token = entry.token();
    if (token.isPresent()) {
      text.add(token.get().expiresAt().toEpochMilli())
          .add(token.get().generation())
          .addOrNull(token.get().family());
    } else {
      text.addNull().addNull().addNull();
    }
    var binding = token.flatMap(Event.IssuedToken::binding);
    var acting = entry.actingToken();
    var origin = token.flatMap(Event.IssuedToken::origin);
    if (binding.isPresent()) {
      text.add(binding.get().thumbprint()).add(binding.get().keyGeneration());
    } else if (acting.isPresent() || origin.isPresent()) {
      text.addNull().addNull();
    }
    if (acting.isPresent()) {
      text.add(acting.get().id()).addOrNull(acting.get().testMaker());
    } else if (origin.isPresent()) {
      text.addNull().addNull();
    }
    origin.ifPresent(from ->
        text.add(from.subjectToken())
            .addOrNull(from.actorToken())
            .addOrNull(from.delegation())
            .add(from.ancestors()));
    return text.hash();
  }
}
