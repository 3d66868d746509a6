package dev.signet.identity.credentials;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Tx;
import dev.signet.base.json.JsonFields;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.RegistrationExtension;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import tools.jackson.databind.node.ObjectNode;

/// Lets an operator register an agent with the secrets that another server issued to it. Only their
/// bcrypt hashes are imported: `"credentials":[{"clientSecretHash":"$2b$10$…","expiresAt":…}]`.
public final class ImportedSecretsExtension implements RegistrationExtension {
  private static final int MAX = 20;

  private final Credentials credentials;
  private final Clock clock;

  public ImportedSecretsExtension(Credentials credentials, Clock clock) {
    this.credentials = credentials;
    this.clock = clock;
  }

  @Override
  public BiConsumer<Tx, Agent> read(JsonFields fields, RequestContext by) {
    var sent = fields.objects("credentials", MAX).orElse(List.of());
    if (!sent.isEmpty() && !(by.caller() instanceof Caller.Operator)) {
      fields.addError("credentials", "can only be set by an operator");
    }
    var brought = new ArrayList<ImportedSecretHash>();
    for (var i = 0; i < sent.size(); i++) {
      read(sent.get(i), i, fields, brought);
    }
    return (tx, agent) -> brought.forEach(hash -> credentials.importSecret(tx, agent, hash, by));
  }

  private void read(
      ObjectNode sent, int index, JsonFields fields, List<ImportedSecretHash> brought) {
    var members = JsonFields.of(sent);
    ImportedSecretHash.read(members, clock.instant()).ifPresent(brought::add);
    try {
      members.finish();
    } catch (Refused refused) {
      if (!(refused.refusal() instanceof Refusal.Invalid(var faults))) {
        throw refused;
      }
      faults.forEach(fault ->
          fields.addError(
              "credentials", "entry " + index + ": " + fault.field() + " " + fault.message()));
    }
  }
}
