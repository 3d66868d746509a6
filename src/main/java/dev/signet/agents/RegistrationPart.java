package dev.signet.agents;

import dev.signet.db.Tx;
import dev.signet.http.Fields;
import dev.signet.http.Origin;
import java.util.function.BiConsumer;

/// What another room adds to a registration: it reads members of its own from the request, and does
/// its part once the agent is there, in the same transaction.
@FunctionalInterface
public interface RegistrationPart {

  /// Takes this part's members, and notes their faults.
  ///
  /// @return what is to be done in the transaction; it does nothing when no member was sent
  BiConsumer<Tx, Agent> read(Fields fields, Origin by);
}
