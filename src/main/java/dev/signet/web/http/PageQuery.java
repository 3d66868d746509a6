package dev.signet.web.http;

import dev.signet.base.paging.Paging;
import dev.signet.base.refusals.Refused;
import java.util.UUID;

/// Reads the requested page of a list from the query: `?page=1&limit=20`, or `?after=CURSOR` for a
/// list that takes a cursor.
public final class PageQuery {
  private static final int MAX_PAGE = 1_000_000;

  private PageQuery() {}

  /// The page that the query requests; by default the first 20 entries.
  ///
  /// @throws Refused `Invalid` when a parameter is not a number within its bounds
  public static Paging of(Request request) {
    return new Paging(
        request.queryInteger("page", 1, 1, MAX_PAGE), request.queryInteger("limit", 20, 1, 100));
  }

  /// The page that the query requests of a list that takes a cursor.
  ///
  /// @throws Refused `Invalid` when a number is out of bounds, or when the cursor is invalid, is
  ///   combined with a page, or is required
  public static Paging byCursor(Request request) {
    var paging = of(request);
    var after = request.query().one("after");
    if (after.isEmpty()) {
      if (paging.offset() >= Paging.MAX_COUNTED) {
        throw Refused.invalid(
            "page",
            "is limited to the first " + Paging.MAX_COUNTED + " entries; use after beyond that");
      }
      return paging;
    }
    if (request.query().one("page").isPresent()) {
      throw Refused.invalid("page", "cannot be combined with after");
    }
    if (!isId(after.get())) {
      throw Refused.invalid("after", "must be the next of an earlier response");
    }
    return new Paging(1, paging.limit(), after);
  }

  private static boolean isId(String text) {
    try {
      return UUID.fromString(text).toString().equals(text);
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
