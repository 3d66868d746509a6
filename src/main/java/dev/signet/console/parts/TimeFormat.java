package dev.signet.console.parts;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Formats times for pages, all in UTC: `28 Mar 2026, 09:00`, or relative to now: `5 min ago`.
///
/// @param now the time at which the page is rendered
public record TimeFormat(Instant now) {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("d MMM, HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  public String second(Instant time) {
    return SECOND.format(time);
  }

  public String minute(Instant time) {
    return MINUTE.format(time);
  }

  /// The exact time, for `datetime` attributes and titles.
  public String exact(Instant time) {
    return EXACT.format(time);
  }

  /// Relative to now: `just now`, `5 min ago`, `in 3 days`.
  public String relative(Instant time) {
    var away = Duration.between(time, now);
    var size = approximateLength(away.abs());
    if (size.isEmpty()) {
      return "just now";
    }
    return away.isNegative() ? "in " + size : size + " ago";
  }

  private static String approximateLength(Duration length) {
    if (length.toMinutes() < 1) {
      return "";
    }
    if (length.toHours() < 1) {
      return length.toMinutes() + " min";
    }
    if (length.toDays() < 1) {
      return quantity(length.toHours(), "hour");
    }
    if (length.toDays() < 60) {
      return quantity(length.toDays(), "day");
    }
    return length.toDays() < 730
        ? quantity(length.toDays() / 30, "month")
        : quantity(length.toDays() / 365, "year");
  }

  /// A duration: `15 minutes`, `8 hours`, `90 seconds`.
  public static String length(Duration length) {
    if (length.toSeconds() % 86_400 == 0) {
      return quantity(length.toDays(), "day");
    }
    if (length.toSeconds() % 3_600 == 0) {
      return quantity(length.toHours(), "hour");
    }
    return length.toSeconds() % 60 == 0
        ? quantity(length.toMinutes(), "minute")
        : quantity(length.toSeconds(), "second");
  }

  /// `1 agent`, `2,000 agents`.
  public static String quantity(long count, String one) {
    return "%,d %s".formatted(count, count == 1 ? one : one + "s");
  }
}
