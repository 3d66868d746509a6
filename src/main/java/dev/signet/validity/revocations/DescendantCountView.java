package dev.signet.validity.revocations;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// How many tokens ended with revoked ones, in API responses; without members if there were none.
///
/// @param descendantsCounted false when there were too many to count while others wait
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DescendantCountView(
    @Nullable Long revokedDescendantCount, @Nullable Boolean descendantsCounted) {

  public static DescendantCountView of(OptionalLong descendants) {
    return descendants.isEmpty()
        ? new DescendantCountView(null, false)
        : new DescendantCountView(
            descendants.getAsLong() > 0 ? descendants.getAsLong() : null, null);
  }
}
