package dev.signet.authorization.requests;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.signet.base.secrets.Sha256;
import java.util.Base64;
import java.util.regex.Pattern;

/// Proof Key for Code Exchange ([RFC 7636](https://www.rfc-editor.org/rfc/rfc7636)).
public final class Pkce {
  private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

  private Pkce() {}

  /// Whether the text has the form of a verifier (§4.1).
  public static boolean isVerifier(String text) {
    return VERIFIER.matcher(text).matches();
  }

  /// The challenge of a verifier by `S256` (§4.2).
  public static String challenge(String verifier) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Sha256.digest().digest(verifier.getBytes(US_ASCII)));
  }
}
