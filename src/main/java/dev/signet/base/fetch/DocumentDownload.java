package dev.signet.base.fetch;

import dev.signet.base.fetch.FetchResult.FetchFailure;
import dev.signet.base.fetch.FetchResult.FetchedDocument;
import dev.signet.base.fetch.FetchResult.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.BasicHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.ssl.TLS;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// One request for one document, over a new connection: to the checked addresses only, without
/// redirects, proxies, cookies or retries. The certificate and its name are verified as usual.
final class DocumentDownload {
  private static final Http1Config BOUNDS =
      Http1Config.custom().setMaxLineLength(8 * 1024).setMaxHeaderCount(100).build();

  private static final Pattern MAX_AGE = Pattern.compile("max-age=[0-9]{1,9}");

  private final HttpGet request;
  private final DocumentFetcher.Limits limits;
  private final Supplier<SSLContext> tls;

  DocumentDownload(DocumentUrl url, DocumentFetcher.Limits limits, Supplier<SSLContext> tls) {
    this.request = new HttpGet(url.uri());
    this.limits = limits;
    this.tls = tls;
    request.setConfig(
        RequestConfig.custom()
            .setRedirectsEnabled(false)
            .setAuthenticationEnabled(false)
            .setProtocolUpgradeEnabled(false)
            .setResponseTimeout(limits.whole().toMillis(), TimeUnit.MILLISECONDS)
            .build());
    request.setHeader("Accept", "application/json, application/*+json");
  }

  /// Sends the request. It ends after a silence that is too long; to end it earlier, call
  /// [#cancel].
  ///
  /// @param addresses the checked addresses of the URL's host
  FetchResult run(List<InetAddress> addresses) {
    try (var connections = connections(addresses)) {
      // Without a response handler, which would read the rest of the body, however long.
      return readResponse(client(connections).executeOpen(null, request, null));
    } catch (SocketTimeoutException _) {
      return new FetchFailure(Reason.TOO_SLOW);
    } catch (IOException _) {
      return new FetchFailure(request.isCancelled() ? Reason.TOO_SLOW : Reason.UNREACHABLE);
    }
  }

  /// Cancels the request, from any thread; a request that was not started never starts.
  void cancel() {
    request.cancel();
  }

  private BasicHttpClientConnectionManager connections(List<InetAddress> addresses) {
    var connections =
        BasicHttpClientConnectionManager.create(
            null,
            new PinnedResolver(addresses),
            RegistryBuilder.<TlsSocketStrategy>create()
                .register(URIScheme.HTTPS.id, new DefaultClientTlsStrategy(tls.get()))
                .build(),
            ManagedHttpClientConnectionFactory.builder().http1Config(BOUNDS).build());
    var connect = Timeout.of(limits.connect().toMillis(), TimeUnit.MILLISECONDS);
    connections.setConnectionConfig(
        ConnectionConfig.custom().setConnectTimeout(connect).setSocketTimeout(connect).build());
    connections.setTlsConfig(
        TlsConfig.custom()
            .setHandshakeTimeout(connect)
            .setSupportedProtocols(TLS.V_1_3, TLS.V_1_2)
            .build());
    return connections;
  }

  private static CloseableHttpClient client(BasicHttpClientConnectionManager connections) {
    return HttpClients.custom()
        .setConnectionManager(connections)
        .setConnectionManagerShared(true)
        .setUserAgent("Signet")
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .build();
  }

  private FetchResult readResponse(ClassicHttpResponse response) throws IOException {
    if (response.getCode() != HttpStatus.SC_OK) {
      return new FetchFailure(
          response.getCode() == HttpStatus.SC_NOT_FOUND || response.getCode() == HttpStatus.SC_GONE
              ? Reason.GONE
              : Reason.STATUS);
    }
    var entity = response.getEntity();
    if (entity == null || entity.getContentEncoding() != null || !isJson(entity.getContentType())) {
      return new FetchFailure(Reason.TYPE);
    }
    if (entity.getContentLength() > limits.maxBytes()) {
      return new FetchFailure(Reason.TOO_LARGE);
    }
    // One byte more than allowed, because the length may be missing.
    var document = entity.getContent().readNBytes(limits.maxBytes() + 1);
    return document.length > limits.maxBytes()
        ? new FetchFailure(Reason.TOO_LARGE)
        : decoded(document, freshFor(response));
  }

  /// How long the response is fresh ([RFC 9111
  /// §5.2.2](https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2)).
  private static Optional<Duration> freshFor(ClassicHttpResponse response) {
    var directives =
        Arrays.stream(response.getHeaders(HttpHeaders.CACHE_CONTROL))
            .flatMap(header -> Arrays.stream(header.getValue().split(",", -1)))
            .map(directive -> directive.strip().toLowerCase(Locale.ROOT))
            .toList();
    if (directives.contains("no-store") || directives.contains("no-cache")) {
      return Optional.of(Duration.ZERO);
    }
    return directives.stream()
        .filter(directive -> MAX_AGE.matcher(directive).matches())
        .findFirst()
        .map(directive -> Duration.ofSeconds(Long.parseLong(directive.substring(8))));
  }

  private static FetchResult decoded(byte[] document, Optional<Duration> freshFor) {
    try {
      return new FetchedDocument(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).toString(),
          freshFor);
    } catch (CharacterCodingException _) {
      return new FetchFailure(Reason.UNREADABLE);
    }
  }

  private static boolean isJson(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    var type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return type.equals("application/json")
        || (type.startsWith("application/") && type.endsWith("+json"));
  }

  /// Resolves to the checked addresses, whatever the name resolves to by now.
  private record PinnedResolver(List<InetAddress> addresses) implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) {
      return addresses.toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }
}
