package dev.signet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.refusal.Refusal;
import dev.signet.refusal.Refused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// All bodies that wait for their answers have one bound together.
@DisplayNameGeneration(ReplaceUnderscores.class)
class BodiesTest {
  private static final long HEAP = 384L * 1024 * 1024;

  private final Bodies bodies = new Bodies(HEAP);

  private Bodies.Part read(String network, int length) throws IOException {
    var part = bodies.part(network);
    part.read(new ByteArrayInputStream(new byte[length]), Bodies.MAX);
    return part;
  }

  private void isRefused(String network, int length) {
    assertThatThrownBy(() -> read(network, length))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.refusal()).isInstanceOf(Refusal.Unavailable.class));
  }

  private int fill(String network) {
    var count = 0;
    try {
      while (true) {
        read(network, Bodies.MAX);
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

    isRefused("192.0.2.1", Bodies.MAX);
    read("192.0.2.2", Bodies.MAX);
  }

  @Test
  void all_together_hold_a_part_of_the_heap() {
    var count = 0;
    for (var i = 0; i < 100; i++) {
      count += fill("192.0.2." + i);
    }

    assertThat((long) count * Bodies.MAX).isLessThanOrEqualTo(HEAP / 16);
  }

  @Test
  void a_short_body_is_read_while_others_hold_all_the_memory() throws IOException {
    for (var i = 0; i < 100; i++) {
      fill("192.0.2." + i);
    }

    isRefused("192.0.2.200", 100_000);
    read("192.0.2.200", Bodies.FREE);
  }

  @Test
  void the_memory_is_held_until_the_answer_and_given_back_once() throws IOException {
    var parts = new ArrayList<Bodies.Part>();
    for (var i = 0; i < 5; i++) {
      parts.add(read("192.0.2.1", Bodies.MAX));
    }
    assertThat(fill("192.0.2.1")).isLessThan(5);

    for (var part : parts) {
      part.release();
      part.release();
    }

    assertThat(fill("192.0.2.1")).isEqualTo(5);
  }
}
