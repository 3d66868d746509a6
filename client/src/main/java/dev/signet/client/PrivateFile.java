package dev.signet.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A file with a secret: only its owner can read it, it is replaced atomically, and it is on disk
 * when {@link #replace} returns. A crash in between leaves the old content.
 */
final class PrivateFile {
  /** Longer than any rotation takes; if it takes longer, the other program hangs. */
  private static final Duration MAX_WAIT = Duration.ofMinutes(2);

  private static final long POLL_INTERVAL_MILLIS = 20;

  /**
   * A file lock is held by the whole process, so its threads need another lock. One per file that
   * was ever opened; there are only a few.
   */
  private static final Map<Path, ReentrantLock> LOCKS_IN_PROCESS = new ConcurrentHashMap<>();

  private static final Set<PosixFilePermission> OWNER_ONLY =
      Set.copyOf(EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

  /**
   * The group may read the file, because container platforms mount secrets as files that the group
   * of the process can read.
   */
  private static final Set<PosixFilePermission> OTHERS =
      Set.of(
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private final Path path;

  PrivateFile(Path path) {
    this.path = resolveLinks(path.toAbsolutePath().normalize());
  }

  /** The target of a symbolic link, because replacing the file would remove the link. */
  private static Path resolveLinks(Path path) {
    try {
      if (Files.exists(path)) {
        return path.toRealPath();
      }
      var folder = parent(path);
      Files.createDirectories(folder);
      return folder.toRealPath().resolve(path.getFileName());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path parent(Path path) {
    var parent = path.getParent();
    if (parent == null) {
      throw new IllegalArgumentException(path + " is not a file");
    }
    return parent;
  }

  /**
   * The content; empty if there is no file.
   *
   * @throws IllegalStateException when every user of the machine can read or write it
   */
  Optional<String> read() {
    try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
      if (hasPosix()) {
        if (!Collections.disjoint(Files.getPosixFilePermissions(path), OTHERS)) {
          throw new IllegalStateException(
              path + " contains a secret and is accessible to every user; chmod 600 it");
        }
      }
      var bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
      return Optional.of(new String(bytes.array(), 0, bytes.position(), UTF_8));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces the content atomically and durably. Only within {@link #runExclusively}. */
  void replace(String text) {
    var next = path.resolveSibling("." + path.getFileName() + ".next");
    try {
      // Left behind by a crashed program.
      Files.deleteIfExists(next);
      var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      try (var channel = FileChannel.open(next, options, ownerOnly())) {
        var bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
      if (hasPosix()) {
        // The rename is only durable when the folder is synced. Windows does not support that.
        try (var folder = FileChannel.open(parent(path), StandardOpenOption.READ)) {
          folder.force(true);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs the action exclusively for this file: no other thread and no other program runs one at the
   * same time. May be nested.
   *
   * @throws IllegalStateException when another program does not finish within two minutes
   */
  <T> T runExclusively(Supplier<T> work) {
    var within = LOCKS_IN_PROCESS.computeIfAbsent(path, any -> new ReentrantLock());
    if (within.isHeldByCurrentThread()) {
      return work.get();
    }
    var deadline = System.nanoTime() + MAX_WAIT.toNanos();
    try {
      if (!within.tryLock(MAX_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
        throw lockTimeout();
      }
      // The lock file is not deleted afterwards: another program may be waiting for it.
      var lockFile = path.resolveSibling("." + path.getFileName() + ".lock");
      var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try (var channel = FileChannel.open(lockFile, options, ownerOnly())) {
        lock(channel, deadline);
        return work.get();
      } finally {
        within.unlock();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreachableException("Interrupted while waiting for " + path, e);
    }
  }

  /** Polls, because a thread that waits in the operating system's call cannot be interrupted. */
  private void lock(FileChannel channel, long deadline) throws IOException, InterruptedException {
    while (!isLocked(channel)) {
      if (System.nanoTime() > deadline) {
        throw lockTimeout();
      }
      Thread.sleep(POLL_INTERVAL_MILLIS);
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // This process has loaded the library twice, and the other copy has locked the file.
      return false;
    }
  }

  private IllegalStateException lockTimeout() {
    return new IllegalStateException(
        "Another program has locked " + path + " for " + MAX_WAIT.toMinutes() + " minutes");
  }

  private FileAttribute<?>[] ownerOnly() {
    return hasPosix()
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  private boolean hasPosix() {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
