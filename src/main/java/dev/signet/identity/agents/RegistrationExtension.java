package dev.signet.identity.agents;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Tx;
import dev.signet.base.json.JsonFields;
import java.util.function.BiConsumer;

/// An extension of registration by another room: it reads its own members of the request, and acts
/// once the agent exists, in the same transaction.
@FunctionalInterface
public interface RegistrationExtension {

  /// Reads this extension's members and reports their errors.
  ///
  /// @return the action in the transaction; it does nothing when no member was sent
  BiConsumer<Tx, Agent> read(JsonFields fields, RequestContext by);
}
