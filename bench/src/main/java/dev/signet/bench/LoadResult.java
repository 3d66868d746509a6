package dev.signet.bench;

import java.time.Duration;

/// The result of a load.
///
/// @param requests the number of responses
/// @param bytes the size of all responses with headers; 0 where it was not counted
/// @param refused unexpected responses
/// @param broken connections that failed
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

  /// @throws BenchFailure unless all responses were as expected
  void requireNoErrors(String work) {
    if (refused + broken + late > 0 || requests == 0) {
      throw new BenchFailure(
          "%s: of %,d requests %,d were refused, %,d connections broke, %,d answers were late"
              .formatted(work, requests, refused, broken, late));
    }
  }

  /// wrk checks only the status of a response. A wrong response with status 200
  /// (`{"active":false}`) is recognized by its length.
  ///
  /// @param expected the length of a right response in bytes
  /// @throws BenchFailure when the responses have another length
  void requireLength(String work, double expected) {
    var mean = (double) bytes / requests;
    if (Math.abs(mean - expected) > expected / 20) {
      throw new BenchFailure(
          "%s: an answer has %.0f bytes on average, but a right one has %.0f"
              .formatted(work, mean, expected));
    }
  }
}
