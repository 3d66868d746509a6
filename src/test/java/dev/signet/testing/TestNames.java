package dev.signet.testing;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The DNS of the tests' JVM: names below `silent.test` are not answered, names below `here.test`
/// have the address of this computer, names below `internal.test` have a private address, names
/// below `public.test` a public one that no test connects to, and other names below `test` none.
/// All other names are resolved as usual.
public final class TestNames extends InetAddressResolverProvider {
  private static final ConcurrentLinkedQueue<Thread> THREADS = new ConcurrentLinkedQueue<>();
  private static final Set<String> LOOKED_UP = ConcurrentHashMap.newKeySet();
  private static volatile CountDownLatch silence = new CountDownLatch(1);

  /// The threads that have looked up names below `test`.
  public static ConcurrentLinkedQueue<Thread> threads() {
    return THREADS;
  }

  /// Whether this name below `test` has been looked up.
  public static boolean isLookedUp(String host) {
    return LOOKED_UP.contains(host);
  }

  /// Ends the look-ups of silent names in progress.
  public static void endSilence() {
    silence.countDown();
    silence = new CountDownLatch(1);
  }

  @Override
  public InetAddressResolver get(Configuration configuration) {
    var usual = configuration.builtinResolver();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        return host.endsWith(".test") ? lookUp(host) : usual.lookupByName(host, policy);
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        return usual.lookupByAddress(address);
      }
    };
  }

  private static Stream<InetAddress> lookUp(String host) throws UnknownHostException {
    THREADS.add(Thread.currentThread());
    LOOKED_UP.add(host);
    if (host.endsWith(".silent.test")) {
      try {
        var _ = silence.await(60, TimeUnit.SECONDS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    if (host.endsWith(".here.test")) {
      return Stream.of(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}));
    }
    if (host.endsWith(".internal.test")) {
      return Stream.of(InetAddress.getByAddress(host, new byte[] {10, 1, 2, 3}));
    }
    if (host.endsWith(".public.test")) {
      return Stream.of(InetAddress.getByAddress(host, new byte[] {1, 0, 0, 0}));
    }
    throw new UnknownHostException(host);
  }

  @Override
  public String name() {
    return "names of the tests";
  }
}
