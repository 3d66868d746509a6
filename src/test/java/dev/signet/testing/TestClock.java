package dev.signet.testing;

import dev.signet.base.time.ElapsedTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// Time stands still until a test moves it. It is the wall clock and measures intervals; [#jump]
/// moves the wall clock alone, as a wrong time server does.
public final class TestClock extends Clock implements ElapsedTime {
  private final AtomicReference<Instant> now;
  private final AtomicLong elapsed = new AtomicLong();

  public TestClock(Instant start) {
    this.now = new AtomicReference<>(start);
  }

  public void advance(Duration by) {
    elapsed.addAndGet(by.toNanos());
    now.updateAndGet(at -> at.plus(by));
  }

  public void set(Instant to) {
    advance(Duration.between(now.get(), to));
  }

  /// Corrects the wall clock, forwards or back, while no time passes.
  public void jump(Duration by) {
    now.updateAndGet(at -> at.plus(by));
  }

  @Override
  public long nanos() {
    return elapsed.get();
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new IllegalArgumentException("This clock is in UTC");
  }
}
