package dev.signet.console.pages;

import dev.signet.console.parts.Page;
import dev.signet.console.parts.Section;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is shown once: a page with a secret in it.
///
/// @param samples lines that get a token with it, where they do
/// @param testTokenPath where a test token is made with it, where one can be
/// @param nextPath where to go afterwards
public record SecretPage(
    String title,
    List<CopyableText> texts,
    @Nullable TokenSamples samples,
    @Nullable String testTokenPath,
    String nextPath,
    String nextLabel) {

  /// @param id of its element
  public record CopyableText(String id, String label, String text) {}

  public SecretPage {
    texts = List.copyOf(texts);
  }

  public SecretPage(
      String title,
      List<CopyableText> texts,
      @Nullable TokenSamples samples,
      String next,
      String nextSays) {
    this(title, texts, samples, null, next, nextSays);
  }

  public Page page(Section section) {
    return new Page(title, section, "pages/secret", this);
  }
}
