package dev.signet.tokens.grants;

import dev.signet.base.jose.Thumbprint;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Fapi2Policy;
import dev.signet.tokens.dpop.DpopProof;
import dev.signet.tokens.dpop.DpopProofCheck;
import dev.signet.tokens.dpop.PresentedProof;
import dev.signet.tokens.issuing.ApprovedGrant;
import dev.signet.tokens.issuing.ExchangeSource;
import dev.signet.tokens.issuing.TokenRefusals;
import dev.signet.tokens.issuing.UserSource;
import java.util.Optional;

/// Which key a token is bound to, and whether its sender possesses it ([RFC 9449
/// §5](https://www.rfc-editor.org/rfc/rfc9449#section-5)). Checked last, after the client and its
/// request: checking the proof is the most expensive step.
final class ProofOfPossession {
  private final DpopProofCheck proofs;
  private final Fapi2Policy fapi2;

  ProofOfPossession(DpopProofCheck proofs, Fapi2Policy fapi2) {
    this.proofs = proofs;
    this.fapi2 = fapi2;
  }

  /// The grant, bound to the key of the presented proof, if there is one.
  ///
  /// @throws dev.signet.base.refusals.Refused `invalid_dpop_proof`, `DpopNonceRequired`, or
  ///   `invalid_grant` when the refresh token is bound to another key
  ApprovedGrant bind(ApprovedGrant grant, PresentedProof presented) {
    var proof = proofs.check(presented);
    var shown = proof.map(DpopProof::key);
    requireFapi2(grant.agent(), proof);
    requireAgentsKey(grant.agent(), shown);
    requireRefreshTokensKey(grant, shown);
    requireExchangeProof(grant, shown);
    requireCodesKey(grant, shown);
    return proof.map(good -> grant.boundTo(good.key()).withUse(good.use())).orElse(grant);
  }

  /// FAPI 2.0 requires sender-constrained tokens
  /// ([§5.3.2.1](https://openid.net/specs/fapi-security-profile-2_0-final.html#section-5.3.2.1)),
  /// and limits the algorithms (§5.4.1).
  private void requireFapi2(Agent agent, Optional<DpopProof> proof) {
    if (!fapi2.appliesTo(agent)) {
      return;
    }
    if (proof.isEmpty()) {
      throw proofs.otherKey("This client's tokens must be bound to a key; send a DPoP proof");
    }
    if (!Fapi2Policy.accepts(proof.get().alg())) {
      throw proofs.otherAlg();
    }
  }

  /// All tokens of an agent with a DPoP key are bound to that key.
  private void requireAgentsKey(Agent agent, Optional<Thumbprint> shown) {
    var own = agent.dpopKey();
    if (own.isEmpty()) {
      return;
    }
    if (shown.isEmpty()) {
      throw proofs.otherKey("This client's tokens are bound to its key; send a DPoP proof");
    }
    if (!own.get().thumbprint().equals(shown.get())) {
      throw proofs.otherKey("This client's tokens are bound to another key than the DPoP proof's");
    }
  }

  /// A token that is exchanged from a bound one is bound too. An agent that narrows its own proves
  /// the key of that one.
  private static void requireExchangeProof(ApprovedGrant grant, Optional<Thumbprint> shown) {
    var required = grant.exchange().map(ExchangeSource::proof);
    if (required.isEmpty() || !required.get().isRequired()) {
      return;
    }
    if (shown.isEmpty()) {
      throw ExchangeRefusals.proofNeeded();
    }
    if (required.get().key().isPresent() && !required.get().key().equals(shown)) {
      throw ExchangeRefusals.proofOfOtherKey();
    }
  }

  /// A code that was requested with `dpop_jkt` can only be redeemed by the holder of that key ([RFC
  /// 9449 §10](https://www.rfc-editor.org/rfc/rfc9449#section-10)).
  private static void requireCodesKey(ApprovedGrant grant, Optional<Thumbprint> shown) {
    var required = grant.user().flatMap(UserSource::requiredKey);
    if (required.isPresent() && !required.equals(shown)) {
      throw TokenRefusals.invalidCode("bound to another key than the proof's");
    }
  }

  /// A refresh token that was issued with a proof can only be used by the holder of that key,
  /// whether or not its client is public.
  private static void requireRefreshTokensKey(ApprovedGrant grant, Optional<Thumbprint> shown) {
    var bound = grant.refresh().flatMap(ApprovedGrant.RefreshSource::boundTo);
    if (bound.isPresent() && !bound.equals(shown)) {
      throw TokenRefusals.invalidRefreshToken("bound to another key than the proof's");
    }
  }
}
