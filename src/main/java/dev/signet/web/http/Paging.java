package dev.signet.web.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signet.base.refusals.Refused;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The requested page of a list: `?page=1&limit=20`, limit 1 to 100. A list that may be long also
/// takes `?after=CURSOR&limit=20`, which is equally fast at any position.
///
/// @param after the id of the last entry already seen; the page follows it, and `page` is 1
public record Paging(int page, int limit, Optional<String> after) {

  /// One page of a list, in the form of the registry API. A page by cursor has neither a total nor
  /// a page number, because entries may have been added before it.
  ///
  /// @param next the value of `after` for the next page; null on the last page, or if the list
  ///   takes no cursor
  public record Page<T>(
      List<T> data,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long total,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer page,
      int limit,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String next) {
    public Page {
      data = List.copyOf(data);
    }

    public <V> Page<V> map(Function<T, V> view) {
      return new Page<>(data.stream().map(view).toList(), total, page, limit, next);
    }
  }

  /// How far page numbers reach in a list that takes a cursor, because skipped entries have to be
  /// read; and how far such a list is counted unless a count is already known.
  public static final int MAX_COUNTED = 10_000;

  /// Greater than every id.
  private static final String MAX_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

  private static final int MAX_PAGE = 1_000_000;

  public Paging(int page, int limit) {
    this(page, limit, Optional.empty());
  }

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
      if (paging.offset() >= MAX_COUNTED) {
        throw Refused.invalid(
            "page", "is limited to the first " + MAX_COUNTED + " entries; use after beyond that");
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

  public long offset() {
    return (page - 1L) * limit;
  }

  /// The upper bound for the ids of a page; newer entries have greater ids and come first.
  public String beforeId() {
    return after.orElse(MAX_ID);
  }

  /// The number of entries to fetch: the extra one shows whether there is a next page.
  public int limitPlusOne() {
    return limit + 1;
  }

  public <T> Page<T> of(List<T> data, long total) {
    return new Page<>(data, total, page, limit, null);
  }

  /// A page of a list that takes a cursor.
  ///
  /// @param found up to [#limitPlusOne] entries, from [#offset] on
  /// @param total called only if the page shows a total
  /// @param id the id of an entry, for the cursor
  public <T> Page<T> of(List<T> found, LongSupplier total, Function<T, String> id) {
    var data = found.size() > limit ? found.subList(0, limit) : found;
    var next = found.size() > limit ? id.apply(data.getLast()) : null;
    return after.isPresent()
        ? new Page<>(data, null, null, limit, next)
        : new Page<>(data, total.getAsLong(), page, limit, next);
  }
}
