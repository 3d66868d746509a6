package dev.signet.identity.quotas;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// The periods that limits by time are reset after, in UTC.
public enum QuotaWindow {
  MINUTE,
  DAY,
  MONTH;

  /// The start of the period that a time is in.
  Instant startAt(Instant time) {
    return switch (this) {
      case MINUTE -> time.truncatedTo(ChronoUnit.MINUTES);
      case DAY -> time.truncatedTo(ChronoUnit.DAYS);
      case MONTH -> midnight(date(time).withDayOfMonth(1));
    };
  }

  /// The end of the period that begins at a time, which is the start of the next one.
  Instant endOf(Instant start) {
    return switch (this) {
      case MINUTE -> start.plus(1, ChronoUnit.MINUTES);
      case DAY -> start.plus(1, ChronoUnit.DAYS);
      case MONTH -> midnight(date(start).plusMonths(1));
    };
  }

  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static LocalDate date(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }

  private static Instant midnight(LocalDate date) {
    return date.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
