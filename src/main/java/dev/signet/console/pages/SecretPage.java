package dev.signet.console.pages;

import dev.signet.console.parts.Page;
import dev.signet.console.parts.Section;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page with a secret that is shown only once.
///
/// @param samples programs that get a token with the secret; null if the secret gets none
/// @param testTokenPath the page that creates a test token; null if there is none
/// @param nextPath the page to go to next
public record SecretPage(
    String title,
    List<CopyableText> texts,
    @Nullable TokenSamples samples,
    @Nullable String testTokenPath,
    String nextPath,
    String nextLabel) {

  /// A text with a copy button.
  ///
  /// @param id the id of its element
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
