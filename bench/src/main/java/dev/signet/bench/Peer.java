package dev.signet.bench;

import java.time.Duration;

/// A server in the comparison. It can be stopped and started again any number of times, and has the
/// same clients each time.
interface Peer {

  /// The heading of its column.
  String name();

  /// Its version and configuration, as a sentence.
  String description();

  /// Prepares the first start: its clients, its database.
  ///
  /// @throws BenchFailure when that fails; the peer is then left out
  void prepare();

  /// Starts its processes without waiting until it responds.
  BenchProcess start();

  void stop();

  PeerClients roster();

  /// Where it is asked.
  Endpoints endpoints();

  /// Further parameters that it needs in a token request, from `&` on; or empty.
  default String extraTokenParameters() {
    return "";
  }

  /// Further parameters that it needs in a request for a token that it can introspect.
  default String extraIntrospectionParameters() {
    return extraTokenParameters();
  }

  /// Why it does not support a workload; empty when it does.
  default String unsupportedReason(Workload work) {
    return "";
  }

  /// The time limit of its first start.
  Duration PATIENCE = Duration.ofMinutes(5);
}
