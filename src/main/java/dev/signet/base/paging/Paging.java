package dev.signet.base.paging;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
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

  public Paging(int page, int limit) {
    this(page, limit, Optional.empty());
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
