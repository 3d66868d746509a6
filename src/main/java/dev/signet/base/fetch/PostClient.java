package dev.signet.base.fetch;

import dev.signet.base.fetch.PostResult.NotDelivered;
import dev.signet.base.fetch.PostResult.PostFailure;
import dev.signet.base.fetch.PostResult.Responded;
import dev.signet.base.fetch.ResolvedName.Busy;
import dev.signet.base.fetch.ResolvedName.NoAddress;
import dev.signet.base.fetch.ResolvedName.Resolved;
import dev.signet.base.fetch.ResolvedName.TimedOut;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.ssl.TLS;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// Posts JSON messages to servers whose URLs others provide. For each new connection the host is
/// resolved once, all its addresses are checked, and the connection uses exactly those, so that DNS
/// rebinding cannot lead elsewhere. Connections are reused for at most 30 seconds. Redirects are
/// not followed, and proxies of the environment are not used.
public final class PostClient implements AutoCloseable {

  /// @param connect the time limit for one connection and for its TLS handshake, each
  /// @param whole the time limit for everything together
  /// @param maxBytes how much of a response body is read
  record Limits(Duration connect, Duration whole, int maxBytes) {
    static final Limits DEFAULT =
        new Limits(Duration.ofSeconds(2), Duration.ofSeconds(15), 64 * 1024);
  }

  /// An address of the host is not allowed.
  private static final class ForbiddenAddressException extends UnknownHostException {
    private static final long serialVersionUID = 1L;
  }

  /// How long a connection is used: whether its addresses are allowed is checked again after that.
  private static final TimeValue REUSE = TimeValue.ofSeconds(30);

  /// A server may close a connection that was unused for longer, which is then noticed before it is
  /// used.
  private static final TimeValue CHECK_AFTER = TimeValue.ofMilliseconds(200);

  /// More than callers post at once: a post never waits for a connection that another host holds.
  /// The callers limit how many posts are in progress.
  private static final int MAX_CONNECTIONS = 1024;

  /// The owner of the post that this thread sends: the connection pool does not hand it to the
  /// resolver.
  private static final ScopedValue<Owner> OWNER = ScopedValue.newInstance();

  private static final Http1Config BOUNDS =
      Http1Config.custom().setMaxLineLength(8 * 1024).setMaxHeaderCount(100).build();

  private final AllowedAddresses allowedAddresses;
  private final Limits limits;
  private final NameResolution names;
  private final Supplier<SSLContext> tls;
  private @Nullable CloseableHttpClient client;

  /// One a post: it ends with its connection, because names are resolved on other threads.
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("signet-post-", 0).factory());

  public PostClient(AllowedAddresses allowedAddresses, NameResolution names) {
    this(allowedAddresses, Limits.DEFAULT, names, SystemTls::context);
  }

  /// @param tls called on first use, because loading the system's trust store takes a while
  PostClient(
      AllowedAddresses allowedAddresses,
      Limits limits,
      NameResolution names,
      Supplier<SSLContext> tls) {
    this.allowedAddresses = allowedAddresses;
    this.limits = limits;
    this.names = names;
    this.tls = tls;
  }

  private synchronized CloseableHttpClient client() {
    var open = client;
    if (open == null) {
      open = newClient();
      client = open;
    }
    return open;
  }

  private CloseableHttpClient newClient() {
    var connect = Timeout.of(limits.connect().toMillis(), TimeUnit.MILLISECONDS);
    var connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setDnsResolver(new CheckingResolver())
            .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls.get()))
            .setConnectionFactory(
                ManagedHttpClientConnectionFactory.builder().http1Config(BOUNDS).build())
            .setMaxConnTotal(MAX_CONNECTIONS)
            .setMaxConnPerRoute(MAX_CONNECTIONS)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(connect)
                    .setSocketTimeout(connect)
                    .setTimeToLive(REUSE)
                    .setValidateAfterInactivity(CHECK_AFTER)
                    .build())
            .setDefaultTlsConfig(
                TlsConfig.custom()
                    .setHandshakeTimeout(connect)
                    .setSupportedProtocols(TLS.V_1_3, TLS.V_1_2)
                    .build())
            .build();
    return HttpClients.custom()
        .setConnectionManager(connections)
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .build();
  }

  /// The addresses of a URL's host.
  public enum AddressStatus {
    ALLOWED,
    /// One of them is not allowed.
    FORBIDDEN,
    /// There are none.
    UNRESOLVABLE,
    /// The DNS does not answer, or too many other names wait for its answer.
    UNKNOWN
  }

  /// The current status of the addresses of this URL's host, in at most three seconds.
  public AddressStatus addressStatus(PostUrl url, Owner owner) {
    return switch (names.resolve(url.host(), owner)) {
      case Resolved(var addresses) ->
          allowedAddresses.areAllowed(url.host(), addresses)
              ? AddressStatus.ALLOWED
              : AddressStatus.FORBIDDEN;
      case NoAddress() -> AddressStatus.UNRESOLVABLE;
      case TimedOut(), Busy() -> AddressStatus.UNKNOWN;
    };
  }

  /// Posts a message, in at most 15 seconds. The caller limits the number of posts in progress, of
  /// all owners and of each.
  ///
  /// @param headers names and values, beside `Content-Type: application/json`
  /// @param wanted the names of the response headers that the result is to contain, in lower case
  public PostResult post(
      PostUrl url, Owner owner, Map<String, String> headers, byte[] body, List<String> wanted) {
    var request = new HttpPost(url.uri());
    request.setConfig(
        RequestConfig.custom()
            .setRedirectsEnabled(false)
            .setAuthenticationEnabled(false)
            .setProtocolUpgradeEnabled(false)
            .setConnectionRequestTimeout(limits.whole().toMillis(), TimeUnit.MILLISECONDS)
            .setResponseTimeout(limits.whole().toMillis(), TimeUnit.MILLISECONDS)
            .build());
    headers.forEach(request::setHeader);
    request.setEntity(new ByteArrayEntity(body, ContentType.create("application/json")));
    var responded = new AtomicReference<PostResult>(new NotDelivered(PostFailure.TIMEOUT));
    try {
      return threads
          .submit(
              () -> ScopedValue.where(OWNER, owner).call(() -> send(request, wanted, responded)))
          .get(limits.whole().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      request.cancel();
      return responded.get();
    } catch (RejectedExecutionException _) {
      return new NotDelivered(PostFailure.UNREACHABLE);
    } catch (ExecutionException e) {
      throw new IllegalStateException("unexpected error while posting", e.getCause());
    } catch (InterruptedException _) {
      request.cancel();
      Thread.currentThread().interrupt();
      return new NotDelivered(PostFailure.UNREACHABLE);
    }
  }

  /// @param responded set as soon as there is a response, however long its body takes
  private PostResult send(
      HttpPost request, List<String> wanted, AtomicReference<PostResult> responded) {
    try {
      var response = client().executeOpen(null, request, null);
      var found = new HashMap<String, String>();
      for (var name : wanted) {
        var header = response.getFirstHeader(name);
        if (header != null && header.getValue() != null) {
          found.put(name.toLowerCase(Locale.ROOT), header.getValue());
        }
      }
      var result = new Responded(response.getCode(), found);
      responded.set(result);
      finish(request, response);
      return result;
    } catch (ForbiddenAddressException _) {
      return new NotDelivered(PostFailure.FORBIDDEN_ADDRESS);
    } catch (UnknownHostException _) {
      return new NotDelivered(PostFailure.UNRESOLVED);
    } catch (SSLException _) {
      return new NotDelivered(PostFailure.TLS);
    } catch (ConnectTimeoutException _) {
      return new NotDelivered(PostFailure.UNREACHABLE);
    } catch (SocketTimeoutException _) {
      return new NotDelivered(PostFailure.TIMEOUT);
    } catch (IOException _) {
      return new NotDelivered(
          request.isCancelled() ? PostFailure.TIMEOUT : PostFailure.UNREACHABLE);
    }
  }

  /// Reads the body so that the connection can be used again. A longer body than allowed, or one
  /// that breaks off, ends the connection; the status has been received by then.
  private void finish(HttpPost request, ClassicHttpResponse response) {
    try (response) {
      var entity = response.getEntity();
      if (entity != null && !isReadToEnd(entity)) {
        // Otherwise closing the response would read the body to its end, however long it is.
        request.cancel();
      }
    } catch (IOException _) {
      // The connection has ended.
    }
  }

  private boolean isReadToEnd(HttpEntity entity) throws IOException {
    return entity.getContentLength() <= limits.maxBytes()
        && entity.getContent().readNBytes(limits.maxBytes() + 1).length <= limits.maxBytes();
  }

  private InetAddress[] checkedAddresses(String host) throws UnknownHostException {
    return switch (names.resolve(host, OWNER.orElse(Owner.OPERATORS))) {
      case Resolved(var addresses) when allowedAddresses.areAllowed(host, addresses) ->
          addresses.toArray(InetAddress[]::new);
      case Resolved _ -> throw new ForbiddenAddressException();
      case NoAddress(), TimedOut(), Busy() -> throw new UnknownHostException(host);
    };
  }

  /// Stops sending; running requests end by their own time limit or with their connection.
  @Override
  public synchronized void close() {
    threads.shutdown();
    var open = client;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// Resolves for a new connection, to checked addresses only.
  private final class CheckingResolver implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      return checkedAddresses(host);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }
}
