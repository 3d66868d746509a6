import java.time.Duration;

/// What came of a load.
///
/// @param requests how many were answered
/// @param bytes how much was answered, with all headers; 0 where it was not counted
/// @param refused answers that are not what was asked for
/// @param broken connections that could not be made, read or written
/// @param late requests that were not answered in time
record LoadResult(
    long requests,
    Duration took,
    Duration p50,
    Duration p99,
    long bytes,
    long refused,
    long broken,
    long late) {

  double rate() {
    return requests * 1e9 / took.toNanos();
  }

  /// @throws Failure when there was anything but good answers
  void requireNoErrors(String work) {
    if (refused + broken + late > 0 || requests == 0) {
      throw new BenchFailure(
          "%s: of %,d requests %,d were refused, %,d connections broke, %,d answers were late"
              .formatted(work, requests, refused, broken, late));
    }
  }

  /// The load generator looks at the status of an answer and no further. A wrong answer of status
  /// 200 (`{"active":false}`) gives itself away by its length.
  ///
  /// @param expected bytes of a right answer
  /// @throws Failure when the answers are not as long
  void requireLength(String work, double expected) {
    var mean = (double) bytes / requests;
    if (Math.abs(mean - expected) > expected / 20) {
      throw new BenchFailure(
          "%s: an answer has %.0f bytes on average, but a right one has %.0f"
              .formatted(work, mean, expected));
    }
  }
}
