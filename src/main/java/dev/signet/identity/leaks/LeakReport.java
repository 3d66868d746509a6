package dev.signet.identity.leaks;

import dev.signet.base.callers.RequestContext;
import java.time.Instant;
import java.util.Optional;

/// Somebody says that a secret has leaked. The secret itself is not in here: what is, may be kept.
///
/// @param source who found it, as the reporter says: `github`
/// @param url where it was found, as the reporter says; secrets in it are masked
/// @param from who reports, from which address: anybody
public record LeakReport(
    LeakRemedy remedy, Optional<String> source, Optional<String> url, RequestContext from) {

  /// The quarantine that it calls for.
  public Quarantine quarantine(Instant now) {
    return new Quarantine(now, "Reported as leaked" + source.map(name -> " by " + name).orElse(""));
  }
}
