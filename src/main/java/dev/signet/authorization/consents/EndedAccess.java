package dev.signet.authorization.consents;

import dev.signet.authorization.resources.ResourceDeletionListener;
import dev.signet.authorization.resources.ResourceId;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Tx;
import dev.signet.identity.users.AccessEndListener;
import dev.signet.identity.users.UserId;
import java.util.Optional;

/// Ends the consents of users whose access ends, and those at resources that are deleted.
final class EndedAccess implements AccessEndListener, ResourceDeletionListener {
  private final Consents consents;

  EndedAccess(Consents consents) {
    this.consents = consents;
  }

  @Override
  public void onEnd(Tx tx, UserId user, Optional<OrganizationId> organization) {
    consents.endAllOfUser(tx, user, organization);
  }

  @Override
  public void afterEnd(UserId user, RequestContext by) {
    consents.finishOfUser(user, by);
  }

  @Override
  public void onDeletion(Tx tx, ResourceId resource) {
    consents.endAllAtResource(tx, resource.value());
  }

  @Override
  public void afterDeletion(ResourceId resource, RequestContext by) {
    consents.finishAtResource(resource.value(), by);
  }
}
