package dev.signet.web.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signet.base.refusals.Refused;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Which page of a list is wanted: `?page=1&limit=20`, limit 1 to 100. Of a list that may be long
/// also `?after=CURSOR&limit=20`, which takes as long however far one has come.
///
/// @param after the id of what came last; what follows it is wanted, and `page` is 1
public record Paging(int page, int limit, Optional<String> after) {

  /// One page of a list, as the registry API answers it. With a cursor there is neither a total nor
  /// a number: what was passed by may have grown.
  ///
  /// @param next what `after` takes to go on; null when nothing comes after, or the list takes none
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

  /// How far pages reach in a list that takes a cursor, since what is passed over has to be read;
  /// and how far such a list is counted, where nothing counts it already.
  public static final int MAX_COUNTED = 10_000;

  /// Comes after every id.
  private static final String MAX_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

  private static final int MAX_PAGE = 1_000_000;

  public Paging(int page, int limit) {
    this(page, limit, Optional.empty());
  }

  /// What the query asks for; the first 20 when it says nothing.
  ///
  /// @throws Refused `Invalid` when either is not a number within its bounds
  public static Paging of(Request request) {
    return new Paging(
        request.queryInteger("page", 1, 1, MAX_PAGE), request.queryInteger("limit", 20, 1, 100));
  }

  /// The same, of a list that takes a cursor.
  ///
  /// @throws Refused `Invalid` also when the cursor is none, comes with a page, or is needed
  public static Paging byCursor(Request request) {
    var paging = of(request);
    var after = request.query().one("after");
    if (after.isEmpty()) {
      if (paging.offset() >= MAX_COUNTED) {
        throw Refused.invalid(
            "page", "reaches no further than " + MAX_COUNTED + " entries; go on with after");
      }
      return paging;
    }
    if (request.query().one("page").isPresent()) {
      throw Refused.invalid("page", "cannot be combined with after");
    }
    if (!isId(after.get())) {
      throw Refused.invalid("after", "must be the next of an earlier answer");
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

  /// What a page has only smaller ids than, the newest being the first.
  public String beforeId() {
    return after.orElse(MAX_ID);
  }

  /// One more than is shown: whether there is one tells whether there is a next page.
  public int limitPlusOne() {
    return limit + 1;
  }

  public <T> Page<T> of(List<T> data, long total) {
    return new Page<>(data, total, page, limit, null);
  }

  /// A page of a list that takes a cursor.
  ///
  /// @param found up to [#limitPlusOne], from [#offset] on
  /// @param total is asked where it is shown
  /// @param id what the cursor names of one of them
  public <T> Page<T> of(List<T> found, LongSupplier total, Function<T, String> id) {
    var data = found.size() > limit ? found.subList(0, limit) : found;
    var next = found.size() > limit ? id.apply(data.getLast()) : null;
    return after.isPresent()
        ? new Page<>(data, null, null, limit, next)
        : new Page<>(data, total.getAsLong(), page, limit, next);
  }
}
