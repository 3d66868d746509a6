package dev.signet.bench;

import java.net.URI;
import java.nio.charset.StandardCharsets;

/// One request: a form to post.
///
/// @param proof its DPoP header; empty for none
record BenchRequest(String proof, String form) {

  static BenchRequest of(String form) {
    return new BenchRequest("", form);
  }

  /// In the format of `load.lua`.
  String line() {
    return proof + "\t" + form;
  }

  /// As bytes of HTTP/1.1.
  byte[] bytes(URI url) {
    var body = form.getBytes(StandardCharsets.ISO_8859_1);
    var head =
        "POST "
            + url.getRawPath()
            + " HTTP/1.1\r\nHost: "
            + url.getAuthority()
            + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
            + body.length
            + "\r\n"
            + (proof.isEmpty() ? "" : "DPoP: " + proof + "\r\n")
            + "\r\n";
    var bytes = new byte[head.length() + body.length];
    System.arraycopy(head.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, 0, head.length());
    System.arraycopy(body, 0, bytes, head.length(), body.length);
    return bytes;
  }
}
