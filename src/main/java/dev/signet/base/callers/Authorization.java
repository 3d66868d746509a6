package dev.signet.base.callers;

import java.util.List;
import java.util.Locale;

/// The `Authorization` header, parsed but not verified ([RFC 9110
/// §11.6.2](https://www.rfc-editor.org/rfc/rfc9110#section-11.6.2)).
public sealed interface Authorization {

  record None() implements Authorization {}

  /// Client id and secret.
  ///
  /// @param encoded the part after the scheme, still in Base64
  record Basic(String encoded) implements Authorization {
    @Override
    public String toString() {
      return "Basic ***";
    }
  }

  /// `Bearer` or `DPoP`; schemes are case-insensitive.
  record Token(Scheme scheme, String value) implements Authorization {
    @Override
    public String toString() {
      return scheme + " ***";
    }
  }

  /// A header of an unknown form or scheme, or more than one header.
  record Unusable() implements Authorization {}

  enum Scheme {
    BEARER,
    DPOP
  }

  /// Parses the header.
  ///
  /// @param headers all values of it that the request has
  static Authorization read(List<String> headers) {
    if (headers.isEmpty()) {
      return new None();
    }
    if (headers.size() > 1) {
      return new Unusable();
    }
    var header = headers.getFirst().strip();
    var space = header.indexOf(' ');
    if (space < 0) {
      return new Unusable();
    }
    var value = header.substring(space + 1).strip();
    if (value.isEmpty() || value.indexOf(' ') >= 0) {
      return new Unusable();
    }
    return switch (header.substring(0, space).toLowerCase(Locale.ROOT)) {
      case "basic" -> new Basic(value);
      case "bearer" -> new Token(Scheme.BEARER, value);
      case "dpop" -> new Token(Scheme.DPOP, value);
      default -> new Unusable();
    };
  }
}
