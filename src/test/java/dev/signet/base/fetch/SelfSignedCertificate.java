package dev.signet.base.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A self-signed certificate, made by the JDK's own tool.
public final class SelfSignedCertificate {
  private static final char[] PASSWORD = "not a secret".toCharArray();

  private final KeyStore keys;

  private SelfSignedCertificate(KeyStore keys) {
    this.keys = keys;
  }

  public static SelfSignedCertificate certificateFor(String host)
      throws IOException, GeneralSecurityException {
    var file = Files.createTempDirectory("signet-tls").resolve("keys.p12");
    var tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made =
        new ProcessBuilder(
                tool,
                "-genkeypair",
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-alias",
                "test",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + host,
                "-ext",
                "san=dns:" + host)
            .redirectErrorStream(true)
            .start();
    var said = new String(made.getInputStream().readAllBytes(), Charset.defaultCharset());
    if (made.onExit().join().exitValue() != 0) {
      throw new AssertionError("No certificate: " + said);
    }
    var keys = KeyStore.getInstance("PKCS12");
    try (InputStream stored = Files.newInputStream(file)) {
      keys.load(stored, PASSWORD);
    }
    Files.delete(file);
    Files.delete(file.getParent());
    return new SelfSignedCertificate(keys);
  }

  public SSLContext server() throws GeneralSecurityException {
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD);
    var context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }

  /// A context that trusts this certificate.
  public SSLContext client() throws GeneralSecurityException {
    var trusted = KeyStore.getInstance("PKCS12");
    try {
      trusted.load(null, null);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    trusted.setCertificateEntry("test", keys.getCertificate("test"));
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}
