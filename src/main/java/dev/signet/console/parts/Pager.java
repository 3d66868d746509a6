package dev.signet.console.parts;

import dev.signet.base.paging.Paging;
import dev.signet.web.http.Request;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// The position of a page in a list, and the addresses of the previous and next page. A long list
/// has page numbers as far as they reach, and cursors after that.
///
/// @param firstNumber the number of the first row; 0 for a page reached by cursor
/// @param count the number of rows on the page
/// @param total the number of rows in the list, as far as it was counted; null for a page reached
///   by cursor
/// @param address the list's address without page number and cursor; a parameter can be appended
/// @param nextCursor the cursor of the next page; null at the end
public record Pager(
    long firstNumber,
    int count,
    @Nullable Long total,
    int limit,
    String address,
    @Nullable String nextCursor) {

  public static Pager of(Request request, Paging.Page<?> shown) {
    var kept = new ArrayList<String>();
    for (var name : request.query().names()) {
      if (!name.equals("page") && !name.equals("after")) {
        request
            .query()
            .all(name)
            .forEach(value -> kept.add(urlEncode(name) + "=" + urlEncode(value)));
      }
    }
    kept.add("");
    var page = shown.page();
    return new Pager(
        page == null ? 0 : (page - 1L) * shown.limit() + 1,
        shown.data().size(),
        shown.total(),
        shown.limit(),
        request.path() + "?" + String.join("&", kept),
        shown.next());
  }

  private static String urlEncode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  public boolean isBeginning() {
    return firstNumber == 1;
  }

  /// Null on the first page. On a page reached by cursor, this is the first page.
  public @Nullable String previousPath() {
    if (isBeginning()) {
      return null;
    }
    return firstNumber == 0 ? address : address + "page=" + Math.max(1, (firstNumber - 1) / limit);
  }

  public String previousLabel() {
    return firstNumber == 0 ? "First page" : "Previous";
  }

  /// Null on the last page.
  public @Nullable String nextPath() {
    if (firstNumber > 0 && firstNumber - 1 + limit < Paging.MAX_COUNTED) {
      var total = this.total == null ? 0 : this.total;
      return nextCursor == null && firstNumber - 1 + limit >= total
          ? null
          : address + "page=" + ((firstNumber - 1) / limit + 2);
    }
    return nextCursor == null ? null : address + "after=" + urlEncode(nextCursor);
  }

  /// `21 to 40 of 1,234`; long lists are not counted to their end.
  public String rangeText() {
    if (total == null) {
      return "%,d more".formatted(count);
    }
    var all = "%,d%s".formatted(total, total == Paging.MAX_COUNTED ? " or more" : "");
    return count == 0
        ? "none of " + all
        : "%,d to %,d of %s".formatted(firstNumber, firstNumber + count - 1, all);
  }

  /// The number of matches, announced by screen readers.
  public String countText(String one) {
    return total == null ? rangeText() : TimeFormat.quantity(total, one) + " found";
  }
}
