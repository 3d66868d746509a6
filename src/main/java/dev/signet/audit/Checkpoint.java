package dev.signet.audit;

import dev.signet.http.Json;
import dev.signet.secrets.OwnSignature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Says, signed, how far chains had come at a time. Checkpoints of all nodes are one chain of their
/// own, numbered from 1, so a chain of events can be neither cut short nor written anew behind one,
/// nor a checkpoint left out. Its hash is taken like a [Link]'s, over number, time and heads (as
/// text); the signature is over the hash.
///
/// @param heads what each chain that had grown ended with, as JSON
record Checkpoint(
    long number, Instant takenAt, String heads, String prevHash, String hash, String signature) {

  /// The last link of a chain at some time.
  record Head(String chainId, long seq, String hash) {}

  /// The chain id under which checkpoints themselves appear, in anchors and in faults.
  static final String CHAIN = "checkpoints";

  static Checkpoint after(
      String prevHash, long number, Instant takenAt, List<Head> heads, OwnSignature signature) {
    var text = text(heads);
    var hash = hash(prevHash, number, takenAt, text);
    return new Checkpoint(number, takenAt, text, prevHash, hash, signature.of(hash));
  }

  /// Whether it is as it was when it was signed.
  boolean isWhole(OwnSignature key) {
    return hash.equals(hash(prevHash, number, takenAt, heads)) && key.isOf(hash, signature);
  }

  private static String hash(String prevHash, long number, Instant takenAt, String heads) {
    return new Canonical(prevHash, 128 + heads.length())
        .add(number)
        .add(takenAt.toEpochMilli())
        .add(heads)
        .hash();
  }

  private static String text(List<Head> heads) {
    var array = JsonNodeFactory.instance.arrayNode();
    for (var head : heads) {
      array
          .addObject()
          .put("chainId", head.chainId())
          .put("seq", head.seq())
          .put("hash", head.hash());
    }
    return Json.text(array);
  }

  /// The heads; none when somebody put something else in their place.
  List<Head> parsedHeads() {
    try {
      var found = new ArrayList<Head>();
      for (JsonNode head : Json.ours(heads)) {
        found.add(
            new Head(
                head.path("chainId").stringValue(""),
                head.path("seq").longValue(0),
                head.path("hash").stringValue("")));
      }
      return found;
    } catch (JacksonException _) {
      return List.of();
    }
  }
}
