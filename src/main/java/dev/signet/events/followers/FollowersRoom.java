package dev.signet.events.followers;

import dev.signet.base.wiring.Foundation;
import dev.signet.base.wiring.Jobs;
import dev.signet.events.audit.Audit;
import dev.signet.web.http.Room;
import java.time.Duration;

/// Builds the followers of the audit log.
public final class FollowersRoom implements Room {
  private final Followers followers;

  /// @param audit opened
  public FollowersRoom(Foundation foundation, Audit audit) {
    followers = new Followers(foundation.db(), audit, foundation.clock(), foundation.meters());
  }

  public Followers followers() {
    return followers;
  }

  @Override
  public void schedule(Jobs jobs) {
    jobs.every(Duration.ofHours(1), "followers-behind", followers::logBehind);
  }
}
