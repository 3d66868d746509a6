package dev.signet.identity.agents;

import dev.signet.base.jose.PeerAlg;
import dev.signet.base.jose.SigningAlg;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Who is held to the [FAPI 2.0 Security
/// Profile](https://openid.net/specs/fapi-security-profile-2_0-final.html): clients that prove
/// themselves by signing and by nothing else, tokens that are tied to a key, and no algorithm that
/// the profile does not name.
///
/// @param allAgents whether the server says so for all its agents
public record Fapi2Policy(boolean allAgents) {
  /// [§5.4.1](https://openid.net/specs/fapi-security-profile-2_0-final.html#section-5.4.1).
  static final Set<PeerAlg> ALGS =
      Set.copyOf(EnumSet.of(PeerAlg.PS256, PeerAlg.ES256, PeerAlg.EDDSA));

  public boolean appliesTo(Agent agent) {
    return allAgents || agent.profile().fapi2();
  }

  /// Whether the profile takes what is signed so.
  public static boolean accepts(PeerAlg alg) {
    return ALGS.contains(alg);
  }

  /// Of these algorithms, those that the server takes from everybody.
  public List<PeerAlg> acceptedOf(List<PeerAlg> algs) {
    return allAgents ? algs.stream().filter(Fapi2Policy::accepts).toList() : algs;
  }

  /// How an agent's tokens are signed, by its own choice or the server's: not with RS256, for which
  /// ES256 stands in.
  public SigningAlg signingAlgOf(Agent agent, SigningAlg chosen) {
    return appliesTo(agent) && chosen == SigningAlg.RS256 ? SigningAlg.ES256 : chosen;
  }
}
