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
/// @param everybody whether the server says so for all its agents
public record Fapi2(boolean everybody) {
  /// [§5.4.1](https://openid.net/specs/fapi-security-profile-2_0-final.html#section-5.4.1).
  static final Set<PeerAlg> ALGS =
      Set.copyOf(EnumSet.of(PeerAlg.PS256, PeerAlg.ES256, PeerAlg.EDDSA));

  public boolean holdsFor(Agent agent) {
    return everybody || agent.profile().fapi2();
  }

  /// Whether the profile takes what is signed so.
  public static boolean takes(PeerAlg alg) {
    return ALGS.contains(alg);
  }

  /// Of these algorithms, those that the server takes from everybody.
  public List<PeerAlg> offered(List<PeerAlg> algs) {
    return everybody ? algs.stream().filter(Fapi2::takes).toList() : algs;
  }

  /// How an agent's tokens are signed, by its own choice or the server's: not with RS256, for which
  /// ES256 stands in.
  public SigningAlg signing(Agent agent, SigningAlg chosen) {
    return holdsFor(agent) && chosen == SigningAlg.RS256 ? SigningAlg.ES256 : chosen;
  }
}
