package dev.signet.events.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.db.Db;
import dev.signet.base.json.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The export of all signatures of the audit log: one per line, with everything that it covers.
final class SignatureExport {
  private static final int BATCH = 500;
  private static final int BUFFER = 64 * 1024;
  private static final byte[] LINE_END = "\n".getBytes(UTF_8);

  /// One line. Fields that its type does not have are null.
  ///
  /// @param type `opening`, `checkpoint` or `anchor`
  /// @param chainId of an opening or anchor
  /// @param seq of an opening or anchor; a checkpoint's number
  /// @param at when it was signed
  /// @param heads of a checkpoint: as the text that its hash covers
  /// @param prunedBefore of an anchor
  record Line(
      String type,
      @Nullable String chainId,
      long seq,
      String at,
      @Nullable String heads,
      @Nullable String prevHash,
      String hash,
      @Nullable String prunedBefore,
      @Nullable String kid,
      String signature) {

    static Line of(ChainOpening opening) {
      return new Line(
          "opening",
          opening.chainId(),
          opening.seq(),
          Json.time(opening.openedAt()),
          null,
          null,
          opening.hash(),
          null,
          opening.signature().kid(),
          opening.signature().value());
    }

    static Line of(Checkpoint checkpoint) {
      return new Line(
          "checkpoint",
          null,
          checkpoint.number(),
          Json.time(checkpoint.takenAt()),
          checkpoint.heads(),
          checkpoint.prevHash(),
          checkpoint.hash(),
          null,
          checkpoint.signature().kid(),
          checkpoint.signature().value());
    }

    static Line of(PruningAnchor anchor) {
      return new Line(
          "anchor",
          anchor.chainId(),
          anchor.seq(),
          Json.time(anchor.prunedAt()),
          null,
          null,
          anchor.hash(),
          Json.time(anchor.prunedBefore()),
          anchor.signature().kid(),
          anchor.signature().value());
    }
  }

  private final Db db;
  private final ChainStore store;
  private final OutputStream lines;

  private SignatureExport(Db db, ChainStore store, OutputStream lines) {
    this.db = db;
    this.store = store;
    this.lines = lines;
  }

  static AuditExport of(Db db, ChainStore store) {
    // Read before the response begins, while a refusal is still possible.
    var first = openings(db, store, "");
    return out -> {
      var lines = new BufferedOutputStream(out, BUFFER);
      var export = new SignatureExport(db, store, lines);
      export.writeOpenings(first);
      export.writeCheckpoints();
      // Last, so that they cover what retention deletes meanwhile.
      export.writeAnchors();
      lines.flush();
    };
  }

  private static List<ChainOpening> openings(Db db, ChainStore store, String after) {
    return db.readLongRunning(handle -> store.openings(handle, after, BATCH));
  }

  private void writeOpenings(List<ChainOpening> first) throws IOException {
    var openings = first;
    while (!openings.isEmpty()) {
      for (var opening : openings) {
        write(Line.of(opening));
      }
      openings = openings(db, store, openings.getLast().chainId());
    }
  }

  private void writeAnchors() throws IOException {
    var after = "";
    List<PruningAnchor> anchors;
    do {
      var start = after;
      anchors = db.readLongRunning(handle -> store.anchors(handle, start, BATCH));
      for (var anchor : anchors) {
        write(Line.of(anchor));
        after = anchor.chainId();
      }
    } while (anchors.size() == BATCH);
  }

  private void writeCheckpoints() throws IOException {
    var number = 0L;
    List<Checkpoint> checkpoints;
    do {
      var start = number;
      checkpoints = db.readLongRunning(handle -> store.checkpoints(handle, start, BATCH));
      for (var checkpoint : checkpoints) {
        write(Line.of(checkpoint));
        number = checkpoint.number();
      }
    } while (checkpoints.size() == BATCH);
  }

  private void write(Line line) throws IOException {
    lines.write(Json.toCamelCase(line));
    lines.write(LINE_END);
  }
}
