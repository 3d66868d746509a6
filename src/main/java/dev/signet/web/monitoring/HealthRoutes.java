package dev.signet.web.monitoring;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signet.base.db.Db;
import dev.signet.base.refusals.Refused;
import dev.signet.web.http.Access;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.util.List;
import java.util.function.Supplier;

/// Liveness and readiness: whether the process runs, and whether it can do its work.
public final class HealthRoutes {
  private final Db db;
  private final Supplier<List<String>> warnings;
  private volatile boolean stopping;

  /// @param warnings conditions that need an operator's attention while the server still works
  public HealthRoutes(Db db, Supplier<List<String>> warnings) {
    this.db = db;
    this.warnings = warnings;
  }

  public void mount(Router router) {
    var open = new Access.Probe("load balancers have no credential, and learn nothing else");
    router.get("/health", open, this::health);
    router.get("/health/live", open, this::live);
    router.get("/health/ready", open, this::ready);
  }

  /// Reports not ready from now on: the server is about to stop.
  public void markStopping() {
    stopping = true;
  }

  /// @param warnings left out when there are none
  private record HealthView(
      String status, @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> warnings) {}

  private Response live(Request request) {
    return Response.json(200, new HealthView("live", List.of()))
        .withHeader("Cache-Control", "no-store");
  }

  private Response ready(Request request) {
    return whenReady("ready");
  }

  /// As [#ready], with the status that most monitoring looks for.
  private Response health(Request request) {
    return whenReady("ok");
  }

  /// Responds 503 when the database has committed nothing for 3 s or cannot be written, and while
  /// the server stops.
  private Response whenReady(String status) {
    if (stopping) {
      throw Refused.unavailable("the server is about to stop");
    }
    db.requireReady();
    return Response.json(200, new HealthView(status, warnings.get()))
        .withHeader("Cache-Control", "no-store");
  }
}
