import java.time.Duration;

/// A server that is measured beside others. It is stopped and started again as often as one likes,
/// and knows the same clients each time.
interface Peer {

  /// As a column is headed.
  String name();

  /// In a sentence: its version, and how it is run.
  String description();

  /// Makes it ready to be started: its clients, its database.
  ///
  /// @throws Failure when it cannot be; it is left out then
  void prepare();

  /// Starts its processes; it need not answer yet.
  BenchProcess start();

  void stop();

  PeerClients roster();

  /// Where it is asked.
  Endpoints endpoints();

  /// What it must be told beside the usual to give out a token, from `&` on; or nothing.
  default String extraTokenParameters() {
    return "";
  }

  /// The same for a token that it can introspect.
  default String extraIntrospectionParameters() {
    return extraTokenParameters();
  }

  /// Why it does not do a work; empty when it does.
  default String unsupportedReason(Workload work) {
    return "";
  }

  /// How long its first start may take.
  Duration PATIENCE = Duration.ofMinutes(5);
}
