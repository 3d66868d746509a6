package dev.signet.base.db;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.UUIDClock;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/// Generates ids: UUIDs of version 7, which sort by creation time ([RFC 9562
/// §5.7](https://www.rfc-editor.org/rfc/rfc9562#section-5.7)). The ids of one node always increase:
/// within a millisecond one by one, and also while the wall clock has gone back by up to a day, so
/// that a list in the order of ids is in the order of creation.
public final class Ids {
  /// An id has 48 bits for the time.
  private static final long MAX_MILLIS = (1L << 48) - 1;

  /// How far the ids stay ahead of a wall clock that has gone back. After a larger correction they
  /// follow the wall clock again, because a query for an hour's ids would otherwise miss them.
  private static final long MAX_AHEAD_MILLIS = Duration.ofDays(1).toMillis();

  private final TimeBasedEpochGenerator generator;
  private final Time time;

  public Ids(Clock clock) {
    this.time = new Time(clock);
    this.generator = Generators.timeBasedEpochGenerator((Random) new SecureRandom(), time);
  }

  /// Makes all further ids greater than an existing one, such as the newest in the database when
  /// the server starts.
  public void continueAfter(String id) {
    time.notBefore(madeAt(id).toEpochMilli() + 1);
  }

  public String next() {
    return generator.generate().toString();
  }

  /// Parses an id in its only accepted form: 36 characters, lower case. Empty for anything else.
  public static Optional<String> parse(String text) {
    if (text.length() != 36) {
      return Optional.empty();
    }
    try {
      var canonical = UUID.fromString(text).toString();
      return canonical.equals(text) ? Optional.of(text) : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// The smallest id for a time ([RFC 9562
  /// §5.7](https://www.rfc-editor.org/rfc/rfc9562#section-5.7)).
  public static String firstAt(Instant time) {
    var millis = Math.clamp(time.toEpochMilli(), 0, MAX_MILLIS);
    return "%08x-%04x-0000-0000-000000000000".formatted(millis >>> 16, millis & 0xFFFF);
  }

  /// The creation time of an id that this class generated.
  public static Instant madeAt(String id) {
    return Instant.ofEpochMilli(Long.parseLong(id.substring(0, 8) + id.substring(9, 13), 16));
  }

  private static final class Time extends UUIDClock {
    private final Clock clock;
    private final AtomicLong latest = new AtomicLong();

    Time(Clock clock) {
      this.clock = clock;
    }

    void notBefore(long millis) {
      latest.accumulateAndGet(millis, Math::max);
    }

    @Override
    public long currentTimeMillis() {
      var now = clock.millis();
      return latest.updateAndGet(
          before -> before - now > MAX_AHEAD_MILLIS ? now : Math.max(before, now));
    }
  }
}
