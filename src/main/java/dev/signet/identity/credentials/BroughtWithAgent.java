package dev.signet.identity.credentials;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.Origin;
import dev.signet.base.db.Tx;
import dev.signet.base.json.Fields;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.RegistrationPart;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import tools.jackson.databind.node.ObjectNode;

/// Lets an operator register an agent together with the secrets that it has from another server, of
/// which only the bcrypt hashes move:
/// `"credentials":[{"clientSecretHash":"$2b$10$…","expiresAt":…}]`.
public final class BroughtWithAgent implements RegistrationPart {
  private static final int MAX = 20;

  private final Credentials credentials;
  private final Clock clock;

  public BroughtWithAgent(Credentials credentials, Clock clock) {
    this.credentials = credentials;
    this.clock = clock;
  }

  @Override
  public BiConsumer<Tx, Agent> read(Fields fields, Origin by) {
    var sent = fields.objects("credentials", MAX).orElse(List.of());
    if (!sent.isEmpty() && !(by.caller() instanceof Caller.Operator)) {
      fields.fault("credentials", "can be given by an operator only");
    }
    var brought = new ArrayList<BroughtHash>();
    for (var i = 0; i < sent.size(); i++) {
      read(sent.get(i), i, fields, brought);
    }
    return (tx, agent) -> brought.forEach(hash -> credentials.takeOver(tx, agent, hash, by));
  }

  private void read(ObjectNode sent, int index, Fields fields, List<BroughtHash> brought) {
    var members = Fields.of(sent);
    BroughtHash.read(members, clock.instant()).ifPresent(brought::add);
    try {
      members.end();
    } catch (Refused refused) {
      if (!(refused.refusal() instanceof Refusal.Invalid(var faults))) {
        throw refused;
      }
      faults.forEach(fault ->
          fields.fault(
              "credentials", "entry " + index + ": " + fault.field() + " " + fault.message()));
    }
  }
}
