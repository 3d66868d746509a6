package dev.signet.events.audit;

import dev.signet.base.json.Json;
import dev.signet.events.audit.Checkpoint.ChainHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// The ends of the chains, stored outside the database: `audit-heads.json` in the data folder. An
/// attacker with write access to the database alone cannot change this file, so a node that starts
/// compares the two. Several nodes that share a data folder have a file each, with a number in its
/// name. If the file cannot be written, the server works without it, and logs that.
final class HeadFile implements AutoCloseable {

  /// @param kid the audit key that signed when this was written
  /// @param checkpoint the last one that was created or seen; its chain id is [Checkpoint#CHAIN]
  /// @param chains the ends of the chains of the run that wrote this
  /// @param missing links that earlier starts did not find in the database
  record Content(
      String kid,
      Instant writtenAt,
      ChainHead checkpoint,
      List<ChainHead> chains,
      List<ChainHead> missing) {
    Content {
      chains = List.copyOf(chains);
      missing = List.copyOf(missing);
    }

    private boolean isSameAs(@Nullable Content other) {
      return other != null
          && kid.equals(other.kid)
          && checkpoint.equals(other.checkpoint)
          && chains.equals(other.chains)
          && missing.equals(other.missing);
    }
  }

  /// The chain id for a missing audit key; its kid is the hash.
  static final String KEYS = "keys";

  /// The maximum number of nodes that share one folder.
  private static final int NODES = 64;

  private static final Logger LOG = LoggerFactory.getLogger(HeadFile.class);

  private final Path file;
  private final @Nullable FileChannel lock;
  private @Nullable Content last;

  private HeadFile(Path file, @Nullable FileChannel lock) {
    this.file = file;
    this.lock = lock;
  }

  /// The first file in the folder that is not used by another node.
  static HeadFile lockFirstFree(Path folder) {
    for (var node = 1; node <= NODES; node++) {
      var name = node == 1 ? "audit-heads" : "audit-heads-" + node;
      try {
        var lock =
            FileChannel.open(
                folder.resolve(name + ".lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        if (isTaken(lock)) {
          lock.close();
        } else {
          return new HeadFile(folder.resolve(name + ".json"), lock);
        }
      } catch (IOException e) {
        LOG.atWarn()
            .addKeyValue("folder", folder)
            .addKeyValue("reason", e.toString())
            .log("the heads of the audit log can't be kept outside the database");
        return new HeadFile(folder.resolve(name + ".json"), null);
      }
    }
    LOG.atWarn().addKeyValue("folder", folder).log("too many nodes share a data folder");
    return new HeadFile(folder.resolve("audit-heads.json"), null);
  }

  private static boolean isTaken(FileChannel lock) throws IOException {
    try {
      return lock.tryLock() == null;
    } catch (OverlappingFileLockException _) {
      return true;
    }
  }

  Path path() {
    return file;
  }

  /// The content that the previous run wrote; empty without a file.
  ///
  /// @throws UnreadableHeadFile when the file cannot be read
  Optional<Content> read() {
    if (lock == null || Files.notExists(file)) {
      return Optional.empty();
    }
    try {
      var json = Json.parseOwn(Files.readString(file));
      return Optional.of(
          new Content(
              json.path("kid").stringValue(""),
              Instant.parse(json.path("writtenAt").stringValue("")),
              head(json.path("checkpoint")),
              heads(json.path("chains")),
              heads(json.path("missing"))));
    } catch (IOException | RuntimeException e) {
      throw new UnreadableHeadFile(file, e);
    }
  }

  /// Replaces the content, unless it is the same. It is on disk when this returns.
  synchronized void write(Content content) {
    if (lock == null || content.isSameAs(last)) {
      return;
    }
    var draft = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(draft);
      try (var channel =
          FileChannel.open(
              draft,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        var bytes = ByteBuffer.wrap(Json.toCamelCase(content));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      last = content;
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("file", file)
          .addKeyValue("reason", e.toString())
          .log("the heads of the audit log could not be written");
    }
  }

  /// Leaves the file to the next run.
  @Override
  public void close() {
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException e) {
        LOG.atDebug().setCause(e).log("a lock was not released");
      }
    }
  }

  private static List<ChainHead> heads(JsonNode array) {
    var found = new ArrayList<ChainHead>();
    array.forEach(member -> found.add(head(member)));
    return found;
  }

  private static ChainHead head(JsonNode member) {
    return new ChainHead(
        member.path("chainId").stringValue(""),
        member.path("seq").longValue(0),
        member.path("hash").stringValue(""),
        Checkpoint.ChainEnd.parse(member.path("end").stringValue("")));
  }
}
