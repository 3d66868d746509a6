package dev.signet.bench;

/// The workloads of the comparison.
enum Workload {
  RS256("client_credentials, RS256"),
  ES256("client_credentials, ES256"),
  ASSERTION("private_key_jwt, ES256"),
  INTROSPECTION("introspection"),
  REFRESH("refresh, ES256");

  private final String title;

  Workload(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
