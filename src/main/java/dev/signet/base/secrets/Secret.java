package dev.signet.base.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;

/// A secret in the clear: one just made, or one that somebody presents. It prints as `***`, is
/// compared in constant time, and is no record and has no getter, so that nothing that turns
/// objects into text or JSON finds the value.
public final class Secret {
  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  /// Any text at all: what is presented need not be one of ours.
  public static Secret of(String value) {
    return new Secret(value);
  }

  /// The value itself: for the answer that shows it once, and for hashing.
  public String reveal() {
    return value;
  }

  byte[] bytes() {
    return value.getBytes(UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && MessageDigest.isEqual(bytes(), secret.bytes());
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
