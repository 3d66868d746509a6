package dev.signet.base.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.fetch.ResolvedName.Busy;
import dev.signet.base.fetch.ResolvedName.NoAddress;
import dev.signet.base.fetch.ResolvedName.Resolved;
import dev.signet.base.fetch.ResolvedName.TimedOut;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.WithoutDatabase;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Look-ups of host names that callers provide.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class NameResolutionTest {
  private static final Owner ONE = new Owner("one");
  private static final Owner TWO = new Owner("two");
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private final ConcurrentLinkedQueue<String> lookedUp = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Thread> threads = new ConcurrentLinkedQueue<>();
  private final CountDownLatch answer = new CountDownLatch(1);
  private final Semaphore ended = new Semaphore(0);
  private final NameResolution names =
      new NameResolution(
          new NameResolution.Limits(Duration.ofMillis(200), Duration.ofMillis(100), 4, 2),
          this::lookUp);

  @AfterEach
  void end() {
    answer.countDown();
    names.close();
  }

  private InetAddress[] lookUp(String host) throws UnknownHostException {
    lookedUp.add(host);
    threads.add(Thread.currentThread());
    try {
      if (host.startsWith("silent")) {
        answer.await();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      ended.release();
    }
    if (host.startsWith("unknown")) {
      throw new UnknownHostException(host);
    }
    return new InetAddress[] {HERE};
  }

  @Test
  void a_name_is_resolved_on_a_platform_thread_whatever_the_thread_of_the_caller()
      throws Exception {
    var result = new ConcurrentLinkedQueue<ResolvedName>();
    Thread.ofVirtual().start(() -> result.add(names.resolve("known.example", ONE))).join();

    assertThat(result).containsExactly(new Resolved(List.of(HERE)));
    assertThat(threads).noneMatch(Thread::isVirtual);
  }

  @Test
  void a_name_without_an_address_is_reported() {
    assertThat(names.resolve("unknown.example", ONE)).isEqualTo(new NoAddress());
  }

  @Test
  void a_silent_name_keeps_its_permit_until_the_look_up_ends() throws InterruptedException {
    assertThat(names.resolve("silent1.example", ONE)).isEqualTo(new TimedOut());
    assertThat(names.resolve("silent2.example", ONE)).isEqualTo(new TimedOut());
    assertThat(names.resolve("known.example", ONE)).isEqualTo(new Busy());

    answer.countDown();
    ended.acquire(2);
    assertThat(names.resolve("known.example", ONE)).isEqualTo(new Resolved(List.of(HERE)));
  }

  @Test
  void silent_names_of_one_owner_delay_no_other() {
    ConcurrentCalls.race(100, i -> names.resolve("silent" + i + ".example", ONE));

    assertThat(lookedUp).hasSize(2);
    assertThat(names.resolve("known.example", TWO)).isEqualTo(new Resolved(List.of(HERE)));
  }

  @Test
  void all_owners_together_have_a_limited_number_of_look_ups() {
    ConcurrentCalls.race(
        20, i -> names.resolve("silent" + i + ".example", new Owner("owner-" + i)));

    assertThat(lookedUp).hasSize(4);
    assertThat(names.resolve("known.example", TWO)).isEqualTo(new Busy());
  }

  @Test
  void concurrent_callers_of_a_name_share_its_look_up() {
    ConcurrentCalls.race(
        10, i -> assertThat(names.resolve("Silent.example", ONE)).isEqualTo(new TimedOut()));

    assertThat(lookedUp).containsExactly("silent.example");
  }

  @Test
  void a_closed_resolution_looks_nothing_up() {
    names.close();

    assertThat(names.resolve("known.example", ONE)).isEqualTo(new Busy());
    assertThat(lookedUp).isEmpty();
  }
}
