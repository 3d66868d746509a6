package dev.signet.metadata;

import dev.signet.db.Db;
import dev.signet.http.Access;
import dev.signet.http.Request;
import dev.signet.http.Response;
import dev.signet.http.Router;
import dev.signet.refusal.Refused;

/// Says whether the process lives, and whether it can do its work.
public final class HealthRoutes {
  private final Db db;
  private volatile boolean stopping;

  public HealthRoutes(Db db) {
    this.db = db;
  }

  public void mount(Router router) {
    var open = new Access.Probe("load balancers have no credential, and learn nothing else");
    router.get("/health", open, this::ready);
    router.get("/health/live", open, this::live);
    router.get("/health/ready", open, this::ready);
  }

  /// Not ready from now on: the server is about to stop.
  public void stops() {
    stopping = true;
  }

  private record HealthView(String status) {}

  private Response live(Request request) {
    return Response.json(200, new HealthView("live")).with("Cache-Control", "no-store");
  }

  /// 503 when the database has committed nothing for 3 s, or cannot be written, and while the
  /// server stops.
  private Response ready(Request request) {
    if (stopping) {
      throw Refused.unavailable("the server is about to stop");
    }
    db.mustBeReady();
    return Response.json(200, new HealthView("ready")).with("Cache-Control", "no-store");
  }
}
