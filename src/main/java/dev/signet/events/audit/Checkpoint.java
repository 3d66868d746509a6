package dev.signet.events.audit;

import dev.signet.base.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// A signed statement of the ends of chains at a time. The checkpoints of all nodes form one chain,
/// numbered from 1, so the events before a checkpoint can be neither removed nor rewritten, and a
/// checkpoint cannot be left out. Its hash is computed like a [ChainLink]'s, over number, time and
/// heads (as text); the signature is over the hash.
///
/// @param heads the last link of each chain that had grown, as JSON
record Checkpoint(
    long number,
    Instant takenAt,
    String heads,
    String prevHash,
    String hash,
    AuditSignature signature) {

  /// The last link of a chain at some time.
  record ChainHead(String chainId, long seq, String hash, ChainEnd end) {
    ChainHead(String chainId, long seq, String hash) {
      this(chainId, seq, hash, ChainEnd.OPEN);
    }

    ChainHead with(ChainEnd other) {
      return new ChainHead(chainId, seq, hash, other);
    }
  }

  /// Whether a chain continues after the last link that was signed for.
  enum ChainEnd {
    /// Signed by the node that writes the chain: it continues.
    OPEN,
    /// Signed by the node that wrote the chain when it stopped, or by its next run: the chain ends
    /// here.
    CLOSED,
    /// Signed by another node, because the node that wrote the chain seems to have stopped. The
    /// chain ends here unless its own node signs for it again.
    FOUND;

    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    static ChainEnd parse(String text) {
      for (var end : values()) {
        if (end.name().equalsIgnoreCase(text)) {
          return end;
        }
      }
      return OPEN;
    }
  }

  /// The chain id of the checkpoints themselves, in anchors and in faults.
  static final String CHAIN = "checkpoints";

  static Checkpoint after(
      String prevHash, long number, Instant takenAt, List<ChainHead> heads, AuditKeys keys) {
    var text = text(heads);
    var hash = hash(prevHash, number, takenAt, text);
    return new Checkpoint(number, takenAt, text, prevHash, hash, keys.sign(signingInput(hash)));
  }

  /// Whether it is unchanged since it was signed.
  boolean isSignatureValid(AuditKeys keys) {
    // Versions without audit keys signed the bare hash.
    var text = signature.kid() == null ? hash : signingInput(hash);
    return hash.equals(hash(prevHash, number, takenAt, heads))
        && keys.isSignatureValid(text, signature);
  }

  private static String signingInput(String hash) {
    return new CanonicalText("checkpoint", 80).add(hash).text();
  }

  private static String hash(String prevHash, long number, Instant takenAt, String heads) {
    return new CanonicalText(prevHash, 128 + heads.length())
        .add(number)
        .add(takenAt.toEpochMilli())
        .add(heads)
        .hash();
  }

  private static String text(List<ChainHead> heads) {
    var array = JsonNodeFactory.instance.arrayNode();
    for (var head : heads) {
      var member =
          array
              .addObject()
              .put("chainId", head.chainId())
              .put("seq", head.seq())
              .put("hash", head.hash());
      if (head.end() != ChainEnd.OPEN) {
        member.put("end", head.end().wire());
      }
    }
    return Json.toText(array);
  }

  /// The heads; empty when they were replaced by something else.
  List<ChainHead> parsedHeads() {
    try {
      var found = new ArrayList<ChainHead>();
      for (JsonNode head : Json.parseOwn(heads)) {
        found.add(
            new ChainHead(
                head.path("chainId").stringValue(""),
                head.path("seq").longValue(0),
                head.path("hash").stringValue(""),
                ChainEnd.parse(head.path("end").stringValue(""))));
      }
      return found;
    } catch (JacksonException _) {
      return List.of();
    }
  }
}
