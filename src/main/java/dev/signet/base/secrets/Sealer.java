package dev.signet.base.secrets;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/// Encrypts bytes with AES-256-GCM under a key of its own: nonce (12 bytes), ciphertext, tag (16
/// bytes). The result can be decrypted only for the same purpose and with the same associated data.
/// Thread-safe.
public final class Sealer {
  private static final int NONCE = 12;
  private static final int TAG = 16;

  @FunctionalInterface
  private interface Nonces {
    byte[] next(byte[] plain, byte[] beside);
  }

  private final SecretKey key;
  private final Nonces nonces;

  private Sealer(SecretKey key, Nonces nonces) {
    this.key = key;
    this.nonces = nonces;
  }

  /// Encrypts the same bytes differently each time: for stored data, up to 2³² times for a purpose.
  public static Sealer random(MasterKey master, String purpose) {
    var random = new SecureRandom();
    return new Sealer(
        master.derive("seal " + purpose, "AES"),
        (_, _) -> {
          var nonce = new byte[NONCE];
          random.nextBytes(nonce);
          return nonce;
        });
  }

  /// Encrypts the same bytes, with the same associated data, the same way each time: for derived
  /// values that must be equal for all who derive them. The nonce is an HMAC of both under another
  /// key, so two different inputs share one only by a collision in 96 bits.
  public static Sealer synthetic(MasterKey master, String purpose) {
    var hmac = new Hmac(master, "nonce " + purpose);
    return new Sealer(
        master.derive("seal alike " + purpose, "AES"),
        (plain, beside) -> {
          var length = ByteBuffer.allocate(Integer.BYTES).putInt(beside.length).array();
          return Arrays.copyOf(hmac.of(length, beside, plain), NONCE);
        });
  }

  /// Encrypts the bytes.
  ///
  /// @param beside associated data, which is not encrypted but must be the same at [#open]
  public byte[] seal(byte[] plain, byte[] beside) {
    var nonce = nonces.next(plain, beside);
    var sealed = Arrays.copyOf(nonce, NONCE + plain.length + TAG);
    try {
      var cipher = cipher(Cipher.ENCRYPT_MODE, nonce, beside);
      cipher.doFinal(plain, 0, plain.length, sealed, NONCE);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is part of every JDK", e);
    }
  }

  /// Decrypts; empty when the input is not ours, was changed, or has other associated data.
  public Optional<byte[]> open(byte[] sealed, byte[] beside) {
    if (sealed.length < NONCE + TAG) {
      return Optional.empty();
    }
    try {
      var cipher = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, NONCE), beside);
      return Optional.of(cipher.doFinal(sealed, NONCE, sealed.length - NONCE));
    } catch (AEADBadTagException _) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is part of every JDK", e);
    }
  }

  /// A new cipher for each use: the JDK's refuses to encrypt twice with one nonce, which
  /// deterministic encryption does.
  private Cipher cipher(int mode, byte[] nonce, byte[] beside) throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG * Byte.SIZE, nonce));
    cipher.updateAAD(beside);
    return cipher;
  }
}
