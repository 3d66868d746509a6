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
 * A file with a secret in it: readable to its owner alone, replaced as a whole, and on disk when
 * {@link #replace} returns. Whoever dies in the middle leaves the old one.
 */
final class PrivateFile {
  /** Longer than any rotation takes; whoever waits longer waits for a program that hangs. */
  private static final Duration MAX_WAIT = Duration.ofMinutes(2);

  private static final long POLL_INTERVAL_MILLIS = 20;

  /**
   * A lock on a file is held by the whole program, so its threads need one of their own. One for
   * each file that was ever opened; there are a few.
   */
  private static final Map<Path, ReentrantLock> LOCKS_IN_PROCESS = new ConcurrentHashMap<>();

  private static final Set<PosixFilePermission> OWNER_ONLY =
      Set.copyOf(EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

  /**
   * The group may read: container platforms mount a secret as a file that the process shares with
   * its group.
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

  /** Where a link leads: it would not survive being replaced. */
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
      throw new IllegalArgumentException(path + " is no file");
    }
    return parent;
  }

  /**
   * What is in it; empty when there is none.
   *
   * @throws IllegalStateException when every user of the machine may read or write it
   */
  Optional<String> read() {
    try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
      if (hasPosix()) {
        if (!Collections.disjoint(Files.getPosixFilePermissions(path), OTHERS)) {
          throw new IllegalStateException(
              path + " holds a secret and is open to every user; chmod 600 it");
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

  /** Puts this in its place, at once and for good. Only within {@link #runExclusively}. */
  void replace(String text) {
    var next = path.resolveSibling("." + path.getFileName() + ".next");
    try {
      // What somebody left who died here.
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
        // The new name is on disk only when the folder is. Windows knows no such thing.
        try (var folder = FileChannel.open(parent(path), StandardOpenOption.READ)) {
          folder.force(true);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Does this while no other thread and no other program does the like with the same file. May be
   * nested.
   *
   * @throws IllegalStateException when the other does not end in two minutes
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
      // It stays when the work is done: who removes it takes it from somebody who waits for it.
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

  /** Asks again and again: a thread that waits in the system's own call cannot be told to stop. */
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
      // This program has the library twice, and the other one has the file.
      return false;
    }
  }

  private IllegalStateException lockTimeout() {
    return new IllegalStateException(
        "Another program has held " + path + " for " + MAX_WAIT.toMinutes() + " minutes");
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
