package dev.signet.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;

/**
 * A secret in the clear. It prints as {@code ***} and is compared in constant time. It is not a
 * record and has no getter, so that serializers do not find the value.
 */
public final class Secret {
  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  /**
   * Wraps an issued secret.
   *
   * @throws IllegalArgumentException when it is blank or has characters that secrets do not
   *     contain, such as the line end of the file that it was read from
   */
  public static Secret of(String value) {
    if (value.isEmpty() || !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException(
          "A secret is visible ASCII without spaces; this text has "
              + (value.isEmpty() ? "no characters" : "others, perhaps a line end"));
    }
    return new Secret(value);
  }

  /** The value itself: for requests and for the store. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret
        && MessageDigest.isEqual(value.getBytes(UTF_8), secret.value.getBytes(UTF_8));
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
