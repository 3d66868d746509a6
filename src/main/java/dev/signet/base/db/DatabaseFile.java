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

/// The SQLite file, held for this process alone. SQLite lets several processes in; what we keep in
/// memory does not. The lock is on the file itself, so it holds whatever name another process has
/// for it: a symbolic link, a hard link.
///
/// POSIX locks of a process end with any descriptor of the file that it closes. SQLite defers its
/// own closing while one of its connections has a lock, which in WAL mode they always have; nothing
/// else in this process may open the file.
final class DatabaseFile implements AutoCloseable {

  // SQLite's own locks are on the 512 bytes from 0x40000000 on, see `PENDING_BYTE` in its source.
  private static final long LOCKED_BYTE = 0x4000_1000L;

  /// A process that tries to start has one lock for a moment; so often in a row it is no moment.
  private static final int MAX_MISSED_LOCKS = 2;

  /// The files that this process holds. A second one here must not even open the file.
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

  /// Makes the file if there is none, and locks it, before SQLite opens it.
  ///
  /// @throws DatabaseUnusable when another process has it
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

  /// Makes an empty file where there is none.
  static void create(Path file) throws IOException {
    var parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (!Files.exists(file)) {
      // SQLite gives the files that it makes beside this one the same permissions.
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
  }

  /// How large the write-ahead log is, in bytes.
  long logSize() {
    try {
      return Files.size(log);
    } catch (IOException _) {
      return 0;
    }
  }

  /// What has become of the file since it was opened, if it is not what it was: then what is
  /// written goes where nothing finds it again. Not to be called by two threads at once.
  ///
  /// @return a sentence for the log
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

  /// Takes one of the two locks anew, the other one the next time: so the file is never without
  /// one, and a lock that was lost is noticed. Another process that tries to start may have the one
  /// for a moment, never both.
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
      // SQLite follows a symbolic link before it names the files beside it.
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

  /// After SQLite has closed its connections.
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
