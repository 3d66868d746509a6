package dev.signet.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is shown once: a page with a secret in it.
///
/// @param samples lines that get a token with it, where they do
/// @param next where to go afterwards
record Shown(
    String title, List<Text> texts, @Nullable Samples samples, String next, String nextSays) {

  /// @param id of its element
  record Text(String id, String label, String text) {}

  Shown {
    texts = List.copyOf(texts);
  }

  Page page(Section section) {
    return new Page(title, section, "shown", this);
  }
}
