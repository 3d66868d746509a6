package dev.signet.authorization.resources;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Tx;

/// What ends with a resource. Declared here; the rooms above that know resources implement it.
public interface ResourceDeletionListener {

  /// For a server on which nothing depends on resources.
  ResourceDeletionListener NONE =
      new ResourceDeletionListener() {
        @Override
        public void onDeletion(Tx tx, ResourceId resource) {}

        @Override
        public void afterDeletion(ResourceId resource, RequestContext by) {}
      };

  /// A resource is deleted in this transaction.
  void onDeletion(Tx tx, ResourceId resource);

  /// The transaction has committed; the caller has not been answered yet. Not called when the
  /// resource's organization is deleted.
  void afterDeletion(ResourceId resource, RequestContext by);
}
