package dev.signet.identity.leaks;

import dev.signet.base.callers.RequestContext;
import java.time.Instant;
import java.util.Optional;

/// A report that a secret has leaked. It does not contain the secret, so it may be stored.
///
/// @param source who found the secret, as the reporter says: `github`
/// @param url where it was found, as the reporter says; secrets in the URL are masked
/// @param from the reporting caller, which may be anyone, and its address
public record LeakReport(
    LeakPolicy remedy, Optional<String> source, Optional<String> url, RequestContext from) {

  /// The quarantine that follows from the report.
  public Quarantine quarantine(Instant now) {
    return new Quarantine(now, "Reported as leaked" + source.map(name -> " by " + name).orElse(""));
  }
}
