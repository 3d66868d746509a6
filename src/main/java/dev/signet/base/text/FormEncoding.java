package dev.signet.base.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.refusals.Refused;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/// The encoding of values in forms, query strings and HTTP Basic credentials
/// (`application/x-www-form-urlencoded`).
public final class FormEncoding {
  private FormEncoding() {}

  /// Decodes the percent escapes of a form.
  ///
  /// @throws Refused `Malformed` when they are invalid
  public static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text.indexOf('+') < 0 ? checked(text) : checked(text.replace('+', ' '));
    }
    var bytes = new ByteArrayOutputStream(text.length());
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '%') {
        if (i + 2 >= text.length()
            || !HexFormat.isHexDigit(text.charAt(i + 1))
            || !HexFormat.isHexDigit(text.charAt(i + 2))) {
          throw Refused.malformed("A percent escape is incomplete");
        }
        bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
        i += 2;
      } else if (c == '+') {
        bytes.write(' ');
      } else if (c < 0x80) {
        bytes.write(c);
      } else {
        // Should have been escaped, but is accepted. Taken as a code point, because one outside the
        // basic plane is two `char`s.
        var whole = Character.toString(text.codePointAt(i));
        bytes.writeBytes(whole.getBytes(UTF_8));
        i += whole.length() - 1;
      }
    }
    return Utf8.decode(bytes.toByteArray())
        .map(FormEncoding::checked)
        .orElseThrow(() -> Refused.malformed("A value is not UTF-8"));
  }

  private static String checked(String text) {
    if (text.indexOf('\0') >= 0) {
      throw Refused.malformed("A value contains a NUL byte");
    }
    return text;
  }
}
