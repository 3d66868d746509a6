package dev.signet.app;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Which values a setting takes.
sealed interface SettingType {

  /// Free text, a file or an address; the parser of the setting checks it.
  record Text() implements SettingType {
    @Override
    public String values() {
      return "";
    }
  }

  record Flag() implements SettingType {
    @Override
    public String values() {
      return "true or false";
    }

    Optional<Boolean> parse(String text) {
      return switch (text) {
        case "true" -> Optional.of(true);
        case "false" -> Optional.of(false);
        default -> Optional.empty();
      };
    }
  }

  /// A whole number.
  record Whole(int min, int max) implements SettingType {
    @Override
    public String values() {
      return "a whole number from " + min + " to " + max;
    }

    Optional<Integer> parse(String text) {
      try {
        return Optional.of(Integer.parseInt(text)).filter(n -> n >= min && n <= max);
      } catch (NumberFormatException _) {
        return Optional.empty();
      }
    }
  }

  /// A length of time.
  record Time(Duration min, Duration max) implements SettingType {
    @Override
    public String values() {
      return "a duration such as 90d, 12h, 30m or 45s, from " + plain(min) + " to " + plain(max);
    }

    @Override
    public String range() {
      return "a duration from " + plain(min) + " to " + plain(max);
    }

    Optional<Duration> parse(String text) {
      if (!text.matches("[0-9]{1,6}[smhd]")) {
        return Optional.empty();
      }
      var amount = Long.parseLong(text.substring(0, text.length() - 1));
      return Optional.of(
              switch (text.charAt(text.length() - 1)) {
                case 's' -> Duration.ofSeconds(amount);
                case 'm' -> Duration.ofMinutes(amount);
                case 'h' -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
              })
          .filter(time -> time.compareTo(min) >= 0 && time.compareTo(max) <= 0);
    }

    private static String plain(Duration duration) {
      return duration.toDays() > 0
          ? duration.toDays() + "d"
          : duration.toHours() > 0
              ? duration.toHours() + "h"
              : duration.toMinutes() > 0 ? duration.toMinutes() + "m" : duration.toSeconds() + "s";
    }
  }

  /// One of a few words, whatever their case.
  record Choice(List<String> words) implements SettingType {
    public Choice {
      words = List.copyOf(words);
    }

    @Override
    public String values() {
      var last = words.size() - 1;
      return String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }
  }

  /// The values, as an error message names them; empty when the parser of the setting does.
  String values();

  /// The values, as the reference lists them.
  default String range() {
    return values();
  }

  static SettingType text() {
    return new Text();
  }

  static SettingType flag() {
    return new Flag();
  }

  static SettingType whole(int min, int max) {
    return new Whole(min, max);
  }

  static SettingType time(Duration min, Duration max) {
    return new Time(min, max);
  }

  /// The constants of an enum, in lower case.
  static <E extends Enum<E>> SettingType oneOf(Class<E> type) {
    return new Choice(
        Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
            .toList());
  }
}
