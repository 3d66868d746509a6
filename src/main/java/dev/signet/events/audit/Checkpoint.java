package dev.signet.events.audit;

import dev.signet.base.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Says, signed, how far chains had come at a time. Checkpoints of all nodes are one chain of their
/// own, numbered from 1, so a chain of events can be neither cut short nor written anew behind one,
/// nor a checkpoint left out. Its hash is taken like a [ChainLink]'s, over number, time and heads
/// (as text); the signature is over the hash.
///
/// @param heads what each chain that had grown ended with, as JSON
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

  /// Whether a chain goes on after the last link that was signed for.
  enum ChainEnd {
    /// Signed by the node that writes the chain: it goes on.
    OPEN,
    /// Signed by the node that wrote the chain when it stopped, or by its next run: the chain goes
    /// no further.
    CLOSED,
    /// Signed by another node, as the one that wrote the chain seems to have stopped. The chain
    /// goes no further unless its own node signs for it again.
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

  /// The chain id under which checkpoints themselves appear, in anchors and in faults.
  static final String CHAIN = "checkpoints";

  static Checkpoint after(
      String prevHash, long number, Instant takenAt, List<ChainHead> heads, AuditKeys keys) {
    var text = text(heads);
    var hash = hash(prevHash, number, takenAt, text);
    return new Checkpoint(number, takenAt, text, prevHash, hash, keys.sign(signingInput(hash)));
  }

  /// Whether it is as it was when it was signed.
  boolean isSignatureValid(AuditKeys keys) {
    // Before there were audit keys the bare hash was signed.
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

  /// The heads; none when somebody put something else in their place.
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
