package dev.signet.base.paging;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signet.base.paging.Paging.Page;
import org.jspecify.annotations.Nullable;

/// Which page of a list a response of the quick API has, to be written in snake_case. Its members
/// are those of [Page].
public record Pagination(
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long total,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer page,
    int limit,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long totalPages,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String next) {

  public static Pagination of(Page<?> page) {
    var total = page.total();
    var pages = total == null ? null : (total + page.limit() - 1) / page.limit();
    return new Pagination(total, page.page(), page.limit(), pages, page.next());
  }

  /// Of a list that is not counted.
  ///
  /// @param next the value of `after` for the next page; null on the last one
  public static Pagination ofUncounted(int limit, @Nullable String next) {
    return new Pagination(null, null, limit, null, next);
  }
}
