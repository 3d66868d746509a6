package dev.signet.base.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;

/// A secret in the clear: newly created, or presented by a caller. It prints as `***`, is compared
/// in constant time, and is neither a record nor has a getter, so that code which turns objects
/// into text or JSON does not find the value.
public final class Secret {
  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  /// Any text: a presented secret need not be one of ours.
  public static Secret of(String value) {
    return new Secret(value);
  }

  /// The value itself: for the response that shows it once, and for hashing.
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
