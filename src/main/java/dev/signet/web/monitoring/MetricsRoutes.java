package dev.signet.web.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.web.http.Access;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/// The metrics, in the text format of Prometheus.
public final class MetricsRoutes {
  private final PrometheusMeterRegistry meters;

  public MetricsRoutes(PrometheusMeterRegistry meters) {
    this.meters = meters;
  }

  public void mount(Router router) {
    router.get("/metrics", new Access.ServerOperator("metrics:read"), this::metrics);
  }

  private Response metrics(Request request) {
    return Response.of(
        200, "text/plain; version=0.0.4; charset=utf-8", meters.scrape().getBytes(UTF_8));
  }
}
