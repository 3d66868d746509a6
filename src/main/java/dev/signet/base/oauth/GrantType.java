package dev.signet.base.oauth;

import java.util.Arrays;
import java.util.Optional;

/// The supported OAuth grant types.
public enum GrantType {
  CLIENT_CREDENTIALS("client_credentials"),
  /// [RFC 6749 §4.1](https://www.rfc-editor.org/rfc/rfc6749#section-4.1).
  AUTHORIZATION_CODE("authorization_code"),
  REFRESH_TOKEN("refresh_token"),
  /// [RFC 8693 §2.1](https://www.rfc-editor.org/rfc/rfc8693#section-2.1).
  TOKEN_EXCHANGE("urn:ietf:params:oauth:grant-type:token-exchange");

  private final String wire;

  GrantType(String wire) {
    this.wire = wire;
  }

  /// The value of `grant_type`: a name of RFC 6749, or the URN of an extension grant ([RFC 6749
  /// §4.5](https://www.rfc-editor.org/rfc/rfc6749#section-4.5)).
  public String wire() {
    return wire;
  }

  public static Optional<GrantType> parse(String text) {
    return Arrays.stream(values()).filter(grant -> grant.wire().equals(text)).findFirst();
  }
}
