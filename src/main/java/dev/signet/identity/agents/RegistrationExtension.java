package dev.signet.identity.agents;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Tx;
import dev.signet.base.json.JsonFields;
import java.util.function.BiConsumer;

/// What another room adds to a registration: it reads members of its own from the request, and does
/// its part once the agent is there, in the same transaction.
@FunctionalInterface
public interface RegistrationExtension {

  /// Takes this part's members, and notes their faults.
  ///
  /// @return what is to be done in the transaction; it does nothing when no member was sent
  BiConsumer<Tx, Agent> read(JsonFields fields, RequestContext by);
}
