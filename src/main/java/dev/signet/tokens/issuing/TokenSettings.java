package dev.signet.tokens.issuing;

import dev.signet.base.jose.SigningAlg;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Fapi2Policy;
import java.time.Duration;

/// The settings of tokens.
///
/// @param issuer the `iss` of the tokens
/// @param alg the algorithm that signs tokens, unless the agent has another one
/// @param fapi2 which agents the FAPI 2.0 profile applies to, which excludes RS256
/// @param refreshLifetime how long a refresh token can be used
/// @param refreshMaxLifetime how long a refresh token and its successors can be used in total
/// @param publicRefreshWindow how long a public client may repeat a refresh
/// @param auditIntrospection whether each introspection is an audit event
public record TokenSettings(
    String issuer,
    SigningAlg alg,
    Fapi2Policy fapi2,
    Duration refreshLifetime,
    Duration refreshMaxLifetime,
    Duration publicRefreshWindow,
    boolean auditIntrospection) {

  /// The algorithm that signs this agent's tokens.
  SigningAlg algOf(Agent agent) {
    return fapi2.signingAlgOf(agent, agent.tokenSigningAlg().orElse(alg));
  }
}
