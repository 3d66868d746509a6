package dev.signet.events.usage;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.time.DeletionClock;
import dev.signet.base.wiring.Foundation;
import dev.signet.base.wiring.Jobs;
import dev.signet.events.catalog.EventCatalog;
import dev.signet.events.followers.Followers;
import dev.signet.web.http.Room;
import dev.signet.web.http.Router;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;

/// Builds usage.
public final class UsageRoom implements Room {
  private final Usage usage;
  private final UsageRoutes routes;
  private final DeletionClock expiry;

  /// @param requireOrganization throws `NotFound` if there is none that the caller may see
  /// @param requireAgent throws `NotFound` if there is none that the caller may see
  public UsageRoom(
      Foundation foundation,
      Followers followers,
      EventCatalog catalog,
      BiConsumer<OrganizationId, RequestContext> requireOrganization,
      BiConsumer<String, RequestContext> requireAgent,
      UnusedScopes.Lookup unusedScopes) {
    usage = new Usage(foundation.db(), followers, catalog, foundation.clock());
    routes =
        new UsageRoutes(
            usage, new UsageRoutes.Subjects(requireOrganization, requireAgent, unusedScopes));
    expiry = foundation.expiry();
  }

  public Usage usage() {
    return usage;
  }

  @Override
  public void mount(Router router) {
    routes.mount(router);
  }

  @Override
  public void schedule(Jobs jobs) {
    jobs.every(Duration.ofHours(6), "usage-folding", () -> usage.fold(expiry.instant()));
  }

  /// Folds and deletes what is old at a time.
  public void fold(Instant now) {
    usage.fold(now);
  }
}
