package dev.signet.base.fetch;

import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;

/// TLS with the certificate authorities that this system trusts.
final class SystemTls {
  private SystemTls() {}

  static SSLContext context() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("no TLS in this JDK", e);
    }
  }
}
