package dev.signet.console;

import dev.signet.web.http.Paging;
import dev.signet.web.http.Request;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// Where in a list a page is, and the addresses of its neighbours: those of this page, with another
/// number. A long list has numbers as far as they reach, and goes on by cursor.
///
/// @param first the number of what is shown first; 0 when a cursor led here
/// @param shown how many are shown
/// @param total as far as it is counted; null when a cursor led here
/// @param address without number and cursor, ready for a parameter more
/// @param next what the cursor is set to, to go on; null at the end
record Pager(
    long first, int shown, @Nullable Long total, int limit, String address, @Nullable String next) {

  static Pager of(Request request, Paging.Page<?> shown) {
    var kept = new ArrayList<String>();
    for (var name : request.query().names()) {
      if (!name.equals("page") && !name.equals("after")) {
        request.query().all(name).forEach(value -> kept.add(encoded(name) + "=" + encoded(value)));
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

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  boolean isBeginning() {
    return first == 1;
  }

  /// Null at the beginning; where a cursor led, it leads there.
  @Nullable String before() {
    if (isBeginning()) {
      return null;
    }
    return first == 0 ? address : address + "page=" + Math.max(1, (first - 1) / limit);
  }

  String beforeSays() {
    return first == 0 ? "To the beginning" : "Previous";
  }

  /// Null at the end.
  @Nullable String after() {
    if (first > 0 && first - 1 + limit < Paging.REACH) {
      var total = this.total == null ? 0 : this.total;
      return next == null && first - 1 + limit >= total
          ? null
          : address + "page=" + ((first - 1) / limit + 2);
    }
    return next == null ? null : address + "after=" + encoded(next);
  }

  /// `21 to 40 of 1,234`; lists that are long are not counted to their end.
  String says() {
    if (total == null) {
      return "%,d more".formatted(shown);
    }
    var all = "%,d%s".formatted(total, total == Paging.REACH ? " or more" : "");
    return shown == 0
        ? "none of " + all
        : "%,d to %,d of %s".formatted(first, first + shown - 1, all);
  }

  /// For who listens: how much a search has found.
  String found(String one) {
    return total == null ? says() : Times.counted(total, one) + " found";
  }
}
