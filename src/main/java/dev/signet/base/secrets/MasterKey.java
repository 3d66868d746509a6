package dev.signet.base.secrets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/// The one key that is stored outside the database; every other key is derived from it. It prints
/// as `***`.
public final class MasterKey {
  private static final int LENGTH = 32;
  private static final int MAX_TEXT = 1024;
  private static final byte[] SALT = "signet master key".getBytes(ISO_8859_1);

  private final byte[] value;

  private MasterKey(byte[] value) {
    this.value = value;
  }

  /// The key with these bytes.
  ///
  /// @throws BadMasterKey when there are not 32
  public static MasterKey of(byte[] value) {
    if (value.length != LENGTH) {
      throw new BadMasterKey("A master key has 32 bytes, not " + value.length);
    }
    return new MasterKey(value.clone());
  }

  /// Parses 32 bytes in 64 hexadecimal digits, or in base64 or base64url with or without padding,
  /// ignoring surrounding white space. The forms cannot be confused: 64 digits of base64 are 48
  /// bytes.
  ///
  /// @throws BadMasterKey when the text is anything else; the message does not repeat it
  public static MasterKey parse(String text) {
    var encoded = text.strip();
    try {
      return encoded.matches("[0-9A-Fa-f]{64}")
          ? of(HexFormat.of().parseHex(encoded))
          : of(Base64.getUrlDecoder().decode(encoded.replace('+', '-').replace('/', '_')));
    } catch (IllegalArgumentException _) {
      throw new BadMasterKey(
          "A master key is 32 bytes, in base64 or as 64 hexadecimal digits; this is neither. Create"
              + " one with: openssl rand -base64 32");
    }
  }

  /// The key in the file, which is created, readable to its owner only, when it is missing. If two
  /// processes create it at once, both get the key of the first.
  ///
  /// @throws BadMasterKey when every user of the machine can read it, or its content is not a key
  public static MasterKey loadOrCreate(Path file) {
    if (Files.notExists(file)) {
      try {
        createFile(file);
      } catch (IOException e) {
        throw new BadMasterKey("The master key in " + file + " cannot be created: " + e);
      }
    }
    return load(file);
  }

  /// The key in a file that the operator or the platform provides: a missing file is not created.
  ///
  /// @throws BadMasterKey when the file is missing, when every user of the machine can read it, or
  ///   its content is not a key
  public static MasterKey load(Path file) {
    try {
      return parse(SecretFileReader.read(file));
    } catch (BadMasterKey | BadSecretFile bad) {
      throw new BadMasterKey("The master key in " + file + " cannot be used: " + bad.getMessage());
    }
  }

  /// The key that a shell command prints, such as that of a key store or of a cloud's key service.
  /// Its error output is passed through.
  ///
  /// @throws BadMasterKey when it fails, takes longer than `patience`, or prints something else
  public static MasterKey fromCommand(String command, Duration patience) {
    Process process;
    try {
      process =
          new ProcessBuilder("/bin/sh", "-c", command)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      throw new BadMasterKey("The master key command cannot be started: " + e.getMessage());
    }
    // Read on a separate thread, which may be abandoned: a child of the command can hold its output
    // open after the command itself has ended.
    var reading =
        new FutureTask<>(() -> {
          try (var output = process.getInputStream()) {
            return output.readNBytes(MAX_TEXT);
          }
        });
    Thread.ofPlatform().name("master-key-command").daemon().start(reading);
    try {
      var deadline = System.nanoTime() + patience.toNanos();
      var printed = reading.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new TimeoutException();
      }
      if (process.exitValue() != 0) {
        throw new BadMasterKey("The master key command exited with " + process.exitValue());
      }
      return parse(new String(printed, UTF_8));
    } catch (TimeoutException _) {
      throw new BadMasterKey("The master key command took longer than " + patience);
    } catch (ExecutionException e) {
      throw new BadMasterKey(
          "The output of the master key command cannot be read: " + e.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new BadMasterKey("Interrupted while the master key command ran");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /// A key of 32 bytes for one purpose, by HKDF-SHA256 ([RFC
  /// 5869](https://www.rfc-editor.org/rfc/rfc5869)); always the same for the same purpose.
  SecretKey derive(String purpose, String algorithm) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              algorithm,
              HKDFParameterSpec.ofExtract()
                  .addIKM(value)
                  .addSalt(SALT)
                  .thenExpand(purpose.getBytes(UTF_8), LENGTH));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HKDF-SHA256 is part of every JDK from 25 on", e);
    }
  }

  /// Identifies the key without revealing anything about it: stored with the data, so that a start
  /// with another key fails before it does harm.
  public String checkValue() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(new Hmac(this, "check").of("signet".getBytes(ISO_8859_1)));
  }

  /// Writes a draft and renames it when it is complete, so that neither a crash nor a second
  /// process leaves a partial key.
  private static void createFile(Path file) throws IOException {
    var value = new byte[LENGTH];
    new SecureRandom().nextBytes(value);
    var text = Base64.getUrlEncoder().withoutPadding().encodeToString(value) + "\n";
    var folder = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file);
    // On file systems with owners, a temporary file is private to its owner from the start.
    var draft = Files.createTempFile(folder, "master", ".draft");
    try {
      try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
        channel.force(true);
      }
      moveIntoPlace(draft, file);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static void moveIntoPlace(Path draft, Path file) throws IOException {
    try {
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException _) {
      // Another process was first: its key is used.
    } catch (UnsupportedOperationException | FileSystemException _) {
      // Hard links are not supported here; a move cannot detect that another process was first, but
      // is as atomic.
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MasterKey key && MessageDigest.isEqual(value, key.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return "***";
  }
}
