package dev.signet.tokens.issuing;

import dev.signet.base.jose.SigningAlg;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Fapi2Policy;
import java.time.Duration;

/// What tokens are like here.
///
/// @param issuer who says it, as `iss`
/// @param alg how tokens are signed, unless the agent has its own
/// @param fapi2 who is held to the FAPI 2.0 profile, which does not know RS256
/// @param refreshLifetime how long a refresh token can be used
/// @param refreshMaxLifetime how long a refresh token and its successors can be used in all
/// @param auditIntrospection whether each introspection is an audit event
public record TokenSettings(
    String issuer,
    SigningAlg alg,
    Fapi2Policy fapi2,
    Duration refreshLifetime,
    Duration refreshMaxLifetime,
    boolean auditIntrospection) {

  /// How this agent's tokens are signed.
  SigningAlg algOf(Agent agent) {
    return fapi2.signingAlgOf(agent, agent.tokenSigningAlg().orElse(alg));
  }
}
