package dev.signet.identity.agents;

import dev.signet.base.jose.PeerAlg;
import dev.signet.base.jose.SigningAlg;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Which agents the [FAPI 2.0 Security
/// Profile](https://openid.net/specs/fapi-security-profile-2_0-final.html) applies to: clients
/// authenticate only by signing, tokens are sender-constrained, and only algorithms that the
/// profile allows are used.
///
/// @param allAgents whether the server applies the profile to all its agents
public record Fapi2Policy(boolean allAgents) {
  /// [§5.4.1](https://openid.net/specs/fapi-security-profile-2_0-final.html#section-5.4.1).
  static final Set<PeerAlg> ALGS =
      Set.copyOf(EnumSet.of(PeerAlg.PS256, PeerAlg.ES256, PeerAlg.EDDSA));

  public boolean appliesTo(Agent agent) {
    return allAgents || agent.profile().fapi2();
  }

  /// Whether the profile allows this signature algorithm.
  public static boolean accepts(PeerAlg alg) {
    return ALGS.contains(alg);
  }

  /// Those of these algorithms that the server accepts from every client.
  public List<PeerAlg> acceptedOf(List<PeerAlg> algs) {
    return allAgents ? algs.stream().filter(Fapi2Policy::accepts).toList() : algs;
  }

  /// The algorithm that signs an agent's tokens, chosen by the agent or the server. If RS256 was
  /// chosen, ES256 is used instead.
  public SigningAlg signingAlgOf(Agent agent, SigningAlg chosen) {
    return appliesTo(agent) && chosen == SigningAlg.RS256 ? SigningAlg.ES256 : chosen;
  }
}
