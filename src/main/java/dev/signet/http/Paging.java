package dev.signet.http;

import java.util.List;
import java.util.function.Function;

/// Which page of a list is wanted: `?page=1&limit=20`, limit 1 to 100.
public record Paging(int page, int limit) {

  /// One page of a list, as the registry API answers it.
  public record Page<T>(List<T> data, long total, int page, int limit) {
    public Page {
      data = List.copyOf(data);
    }

    public <V> Page<V> map(Function<T, V> view) {
      return new Page<>(data.stream().map(view).toList(), total, page, limit);
    }
  }

  private static final int MAX_PAGE = 1_000_000;

  /// What the query asks for; the first 20 when it says nothing.
  ///
  /// @throws Refused `Invalid` when either is not a number within its bounds
  public static Paging of(Request request) {
    return new Paging(
        request.queryWhole("page", 1, 1, MAX_PAGE), request.queryWhole("limit", 20, 1, 100));
  }

  public long offset() {
    return (page - 1L) * limit;
  }

  public <T> Page<T> of(List<T> data, long total) {
    return new Page<>(data, total, page, limit);
  }
}
