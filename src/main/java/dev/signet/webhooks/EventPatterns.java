package dev.signet.webhooks;

import java.util.List;

/// Which events a webhook receives: `*`, all of a group (`agent.*`), or single ones.
public record EventPatterns(List<String> patterns) {
  static final String ALL = "*";
  static final int MAX = 64;
  private static final String OF_GROUP = ".*";

  public EventPatterns {
    patterns = List.copyOf(patterns);
  }

  static EventPatterns of(String... patterns) {
    return new EventPatterns(List.of(patterns));
  }

  public boolean matches(String type) {
    return patterns.stream().anyMatch(pattern -> matches(pattern, type));
  }

  static boolean matches(String pattern, String type) {
    return pattern.equals(ALL)
        || pattern.equals(type)
        || (pattern.endsWith(OF_GROUP)
            && type.startsWith(pattern.substring(0, pattern.length() - 1)));
  }
}
