package dev.signet.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.testing.WithoutDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// All bodies whose requests are in progress share one limit.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class BodyMemoryTest {
  private static final long HEAP = 384L * 1024 * 1024;

  private final BodyMemory bodies = new BodyMemory(HEAP);

  private BodyMemory.Reservation read(String network, int length) throws IOException {
    var part = bodies.reserve(network, () -> {});
    part.read(new ByteArrayInputStream(new byte[length]), BodyMemory.MAX);
    return part;
  }

  private void isRefused(String network, int length) {
    assertThatThrownBy(() -> read(network, length))
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.refusal()).isInstanceOf(Refusal.ServiceUnavailable.class));
  }

  private int fill(String network) {
    var count = 0;
    try {
      while (true) {
        read(network, BodyMemory.MAX);
        count++;
      }
    } catch (Refused _) {
      return count;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void one_network_holds_a_part_of_the_memory_and_another_is_read_all_the_same()
      throws IOException {
    assertThat(fill("192.0.2.1")).isBetween(1, 8);

    isRefused("192.0.2.1", BodyMemory.MAX);
    read("192.0.2.2", BodyMemory.MAX);
  }

  @Test
  void all_together_hold_a_part_of_the_heap() {
    var count = 0;
    for (var i = 0; i < 100; i++) {
      count += fill("192.0.2." + i);
    }

    assertThat((long) count * BodyMemory.MAX).isLessThanOrEqualTo(HEAP / 16);
  }

  @Test
  void a_short_body_is_read_while_others_hold_all_the_memory() throws IOException {
    for (var i = 0; i < 100; i++) {
      fill("192.0.2." + i);
    }

    isRefused("192.0.2.200", 100_000);
    read("192.0.2.200", BodyMemory.UNCOUNTED);
  }

  @Test
  void the_memory_is_held_until_the_answer_and_given_back_once() throws IOException {
    var parts = new ArrayList<BodyMemory.Reservation>();
    for (var i = 0; i < 5; i++) {
      parts.add(read("192.0.2.1", BodyMemory.MAX));
    }
    assertThat(fill("192.0.2.1")).isLessThan(5);

    for (var part : parts) {
      part.release();
      part.release();
    }

    assertThat(fill("192.0.2.1")).isEqualTo(5);
  }

  @Test
  void answers_that_are_not_read_are_ended_the_slowest_first() {
    var ended = new ArrayList<Integer>();
    for (var number = 0; number < 12; number++) {
      var name = number;
      bodies.reserve("192.0.2.1", () -> ended.add(name)).holdResponse(BodyMemory.MAX);
    }

    assertThat(ended).isNotEmpty().isEqualTo(IntStream.range(0, ended.size()).boxed().toList());
    assertThat((12L - ended.size()) * BodyMemory.MAX)
        .isLessThanOrEqualTo(HEAP / 16 / 4 + BodyMemory.MAX);
  }

  @Test
  void an_answer_that_is_longer_than_the_share_of_its_address_is_sent_alone() {
    var ended = new ArrayList<Integer>();
    var first = bodies.reserve("192.0.2.1", () -> ended.add(1));
    first.holdResponse((int) HEAP / 4);
    assertThat(ended).isEmpty();

    var second = bodies.reserve("192.0.2.1", () -> ended.add(2));
    second.holdResponse((int) HEAP / 4);
    assertThat(ended).containsExactly(1);

    first.release();
    second.release();
    assertThat(fill("192.0.2.1")).isEqualTo(new BodyMemoryTest().fill("192.0.2.1"));
  }

  @Test
  void an_answer_takes_the_place_of_the_body_that_it_answers() throws IOException {
    var part = read("192.0.2.1", BodyMemory.MAX);
    part.holdResponse(100);

    assertThat(fill("192.0.2.1")).isEqualTo(new BodyMemoryTest().fill("192.0.2.1"));
  }

  @Test
  void short_answers_are_sent_while_long_ones_hold_the_memory() {
    var ended = new ArrayList<Integer>();
    bodies.reserve("192.0.2.1", () -> ended.add(1)).holdResponse((int) HEAP / 4);

    bodies.reserve("192.0.2.1", () -> ended.add(2)).holdResponse(BodyMemory.UNCOUNTED);

    assertThat(ended).isEmpty();
  }

  /// A client that stalls after some bytes, and records when it was given up.
  private static final class Stalling extends InputStream {
    private final CountDownLatch isStalled = new CountDownLatch(1);
    private final CountDownLatch isEnded = new CountDownLatch(1);
    private int left = BodyMemory.MAX - 1;

    @Override
    public int read() throws IOException {
      return read(new byte[1], 0, 1) < 0 ? -1 : 0;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left > 0) {
        var count = Math.min(left, length);
        left -= count;
        return count;
      }
      isStalled.countDown();
      try {
        if (!isEnded.await(60, TimeUnit.SECONDS)) {
          throw new AssertionError("was not given up");
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      throw new IOException("the connection was ended");
    }
  }

  private Stalling stall(String network) throws InterruptedException {
    var stalling = new Stalling();
    var part = bodies.reserve(network, stalling.isEnded::countDown);
    Thread.startVirtualThread(() -> {
      try {
        part.read(stalling, BodyMemory.MAX);
      } catch (IOException | Refused _) {
        part.release();
      }
    });
    assertThat(stalling.isStalled.await(60, TimeUnit.SECONDS)).isTrue();
    return stalling;
  }

  @Test
  void stalled_bodies_are_ended_for_others_of_their_network_the_oldest_first() throws Exception {
    var first = stall("192.0.2.1");
    for (var i = 0; i < 30; i++) {
      stall("192.0.2.1");
    }
    var last = stall("192.0.2.1");

    read("192.0.2.1", BodyMemory.MAX).release();

    assertThat(first.isEnded.getCount()).isZero();
    assertThat(last.isEnded.getCount()).isEqualTo(1);
    last.isEnded.countDown();
  }

  @Test
  void bodies_that_stall_hold_no_memory_that_others_need() throws Exception {
    for (var i = 0; i < 40; i++) {
      stall("192.0.2." + i);
    }

    for (var i = 0; i < 1_000; i++) {
      read("192.0.2.200", BodyMemory.MAX).release();
    }
    assertThat(fill("192.0.2.200")).isEqualTo(new BodyMemoryTest().fill("192.0.2.200"));
  }

  @Test
  void bodies_whose_answers_are_not_read_are_given_up_for_others_the_oldest_first()
      throws Exception {
    var ended = new ArrayList<Integer>();
    var all = new BodyMemoryTest().fill("192.0.2.1");
    for (var i = 0; i < all; i++) {
      var number = i;
      var part = bodies.reserve("192.0.2.1", () -> ended.add(number));
      part.read(new ByteArrayInputStream(new byte[BodyMemory.MAX]), BodyMemory.MAX);
      part.holdResponse(BodyMemory.MAX);
    }
    assertThat(ended).isEmpty();

    read("192.0.2.1", BodyMemory.MAX);

    assertThat(ended).containsExactly(0);
  }

  @Test
  void a_body_whose_answer_has_left_is_not_given_up() throws Exception {
    var part =
        bodies.reserve(
            "192.0.2.1",
            () -> {
              throw new AssertionError("given up");
            });
    part.read(new ByteArrayInputStream(new byte[BodyMemory.MAX]), BodyMemory.MAX);
    part.holdResponse(BodyMemory.UNCOUNTED);
    part.release();

    assertThat(fill("192.0.2.1")).isEqualTo(new BodyMemoryTest().fill("192.0.2.1"));
  }
}
