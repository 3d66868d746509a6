package dev.signet.web.http;

import dev.signet.base.wiring.Jobs;

/// A room of the server: what it adds to the HTTP routes and to the background jobs.
public interface Room {
  /// Adds the room's routes.
  default void mount(Router router) {}

  /// Adds the room's background jobs.
  default void schedule(Jobs jobs) {}
}
