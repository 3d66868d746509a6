package dev.signet.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is shown once: a page with a secret in it.
///
/// @param samples lines that get a token with it, where they do
/// @param test where a test token is made with it, where one can be
/// @param next where to go afterwards
record Shown(
    String title,
    List<Text> texts,
    @Nullable Samples samples,
    @Nullable String test,
    String next,
    String nextSays) {

  /// @param id of its element
  record Text(String id, String label, String text) {}

  Shown {
    texts = List.copyOf(texts);
  }

  Shown(String title, List<Text> texts, @Nullable Samples samples, String next, String nextSays) {
    this(title, texts, samples, null, next, nextSays);
  }

  Page page(Section section) {
    return new Page(title, section, "shown", this);
  }
}
