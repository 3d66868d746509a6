package dev.signet.web.monitoring;

import dev.signet.base.wiring.Foundation;
import dev.signet.web.http.Room;
import dev.signet.web.http.Router;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.function.Supplier;

/// Builds health and metrics.
public final class MonitoringRoom implements Room {
  private final HealthRoutes health;
  private final MetricsRoutes metrics;

  /// @param warnings what an operator should look at although the server does its work
  public MonitoringRoom(
      Foundation foundation, PrometheusMeterRegistry meters, Supplier<List<String>> warnings) {
    health = new HealthRoutes(foundation.db(), warnings);
    metrics = new MetricsRoutes(meters);
  }

  /// Has the server answer that it is not ready from now on.
  public void markStopping() {
    health.markStopping();
  }

  @Override
  public void mount(Router router) {
    health.mount(router);
    metrics.mount(router);
  }
}
