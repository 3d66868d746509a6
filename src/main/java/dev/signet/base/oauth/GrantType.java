package dev.signet.base.oauth;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The supported OAuth grant types.
public enum GrantType {
  CLIENT_CREDENTIALS,
  REFRESH_TOKEN;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<GrantType> parse(String text) {
    return Arrays.stream(values()).filter(grant -> grant.wire().equals(text)).findFirst();
  }
}
