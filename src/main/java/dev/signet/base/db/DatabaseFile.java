package dev.signet.base.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The SQLite file, locked for this process. SQLite allows several processes, but our caches do
/// not. The lock is on the file itself, so it holds for every name of the file: a symbolic link, a
/// hard link.
///
/// POSIX locks of a process end with any descriptor of the file that it closes. SQLite defers its
/// own closing while one of its connections has a lock, which in WAL mode they always have; no
/// other code in this process may open the file.
final class DatabaseFile implements AutoCloseable {

  // SQLite's own locks are on the 512 bytes from 0x40000000 on, see `PENDING_BYTE` in its source.
  static final long LOCKED_BYTE = 0x4000_1000L;

  /// A process that tries to start holds one lock for a moment; this many misses in a row are more
  /// than that.
  private static final int MAX_MISSED_LOCKS = 2;

  /// The files that this process has locked. A second [DatabaseFile] for one of them must not even
  /// open it.
  private static final Set<Object> LOCKED_FILES = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final Path log;
  private final Object identity;
  private final FileChannel channel;
  private final @Nullable FileLock[] locks = new FileLock[2];
  private int turn;
  private int missed;
  private @Nullable Object logIdentity;

  private DatabaseFile(Path file, Object identity, FileChannel channel) {
    this.file = file;
    this.log = logOf(file);
    this.identity = identity;
    this.channel = channel;
  }

  /// Creates the file if it is missing, and locks it, before SQLite opens it.
  ///
  /// @throws DatabaseUnusable when another process has locked it
  static DatabaseFile openLocked(Path file) {
    try {
      create(file);
      var identity = identity(file).orElseThrow(() -> new NoSuchFileException(file.toString()));
      if (!LOCKED_FILES.add(identity)) {
        throw inUse(file, null);
      }
      var held =
          new DatabaseFile(
              file,
              identity,
              FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
      if (!held.lock(0) || !held.lock(1)) {
        held.close();
        throw inUse(file, null);
      }
      return held;
    } catch (IOException e) {
      throw new DatabaseUnusable("The database file " + file + " cannot be locked: " + e, e);
    }
  }

  /// Creates an empty file if it is missing.
  static void create(Path file) throws IOException {
    var parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (!Files.exists(file)) {
      // SQLite gives the files that it creates beside this one the same permissions.
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
  }

  /// The size of the write-ahead log in bytes.
  long logSize() {
    try {
      return Files.size(log);
    } catch (IOException _) {
      return 0;
    }
  }

  /// Checks that the file is still the one that was opened. If not, whatever is written to it is
  /// lost. Not to be called by two threads at once.
  ///
  /// @return the problem, as a sentence for the log
  Optional<String> fault() {
    try {
      var found = identity(file);
      if (found.isEmpty()) {
        return Optional.of("the file " + file + " was deleted");
      }
      if (!found.get().equals(identity)) {
        return Optional.of("the file " + file + " was replaced by another one");
      }
      var fault = logFault();
      return fault.isPresent() ? fault : lockFault();
    } catch (IOException e) {
      return Optional.of("the file " + file + " cannot be found: " + e);
    }
  }

  private Optional<String> logFault() throws IOException {
    var found = identity(log);
    if (logIdentity == null) {
      logIdentity = found.orElse(null);
      return Optional.empty();
    }
    return found.filter(logIdentity::equals).isPresent()
        ? Optional.empty()
        : Optional.of("the file " + log + " was deleted or replaced");
  }

  /// Acquires one of the two locks again, alternately, so that the file always has one and a lost
  /// lock is noticed. Another process that tries to start may hold one for a moment, but never
  /// both.
  private Optional<String> lockFault() throws IOException {
    turn = 1 - turn;
    var taken = locks[turn];
    if (taken != null && locks[1 - turn] != null) {
      taken.release();
      locks[turn] = null;
    }
    missed = lock(0) && lock(1) ? 0 : missed + 1;
    return missed < MAX_MISSED_LOCKS
        ? Optional.empty()
        : Optional.of("another process has the lock on " + file);
  }

  private boolean lock(int which) throws IOException {
    if (locks[which] == null) {
      try {
        locks[which] = channel.tryLock(LOCKED_BYTE + which, 1, false);
      } catch (OverlappingFileLockException _) {
        return false;
      }
    }
    return locks[which] != null;
  }

  private static Path logOf(Path file) {
    try {
      // SQLite resolves symbolic links before it names the files beside the database.
      return Path.of(file.toRealPath() + "-wal");
    } catch (IOException _) {
      return Path.of(file + "-wal");
    }
  }

  private static Optional<Object> identity(Path file) throws IOException {
    try {
      var key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      return Optional.of(key == null ? file.toRealPath() : key);
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  private static DatabaseUnusable inUse(Path file, @Nullable Throwable cause) {
    return new DatabaseUnusable(
        "The database "
            + file
            + " is in use by another Signet. Stop it, or choose another --data folder; several"
            + " nodes need PostgreSQL.",
        cause);
  }

  /// To be called after SQLite has closed its connections.
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      LOCKED_FILES.remove(identity);
    }
  }
}
