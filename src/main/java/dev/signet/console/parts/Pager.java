package dev.signet.console.parts;

import dev.signet.web.http.Paging;
import dev.signet.web.http.Request;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// Where in a list a page is, and the addresses of its neighbours: those of this page, with another
/// number. A long list has numbers as far as they reach, and goes on by cursor.
///
/// @param firstNumber the number of what is shown first; 0 when a cursor led here
/// @param count how many are shown
/// @param total as far as it is counted; null when a cursor led here
/// @param address without number and cursor, ready for a parameter more
/// @param nextCursor what the cursor is set to, to go on; null at the end
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

  /// Null at the beginning; where a cursor led, it leads there.
  public @Nullable String previousPath() {
    if (isBeginning()) {
      return null;
    }
    return firstNumber == 0 ? address : address + "page=" + Math.max(1, (firstNumber - 1) / limit);
  }

  public String previousLabel() {
    return firstNumber == 0 ? "To the beginning" : "Previous";
  }

  /// Null at the end.
  public @Nullable String nextPath() {
    if (firstNumber > 0 && firstNumber - 1 + limit < Paging.MAX_COUNTED) {
      var total = this.total == null ? 0 : this.total;
      return nextCursor == null && firstNumber - 1 + limit >= total
          ? null
          : address + "page=" + ((firstNumber - 1) / limit + 2);
    }
    return nextCursor == null ? null : address + "after=" + urlEncode(nextCursor);
  }

  /// `21 to 40 of 1,234`; lists that are long are not counted to their end.
  public String rangeText() {
    if (total == null) {
      return "%,d more".formatted(count);
    }
    var all = "%,d%s".formatted(total, total == Paging.MAX_COUNTED ? " or more" : "");
    return count == 0
        ? "none of " + all
        : "%,d to %,d of %s".formatted(firstNumber, firstNumber + count - 1, all);
  }

  /// For who listens: how much a search has found.
  public String countText(String one) {
    return total == null ? rangeText() : TimeFormat.quantity(total, one) + " found";
  }
}
