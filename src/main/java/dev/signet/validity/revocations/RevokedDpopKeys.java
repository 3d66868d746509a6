package dev.signet.validity.revocations;

import dev.signet.events.audit.TokenBinding;
import java.util.Map;
import java.util.Optional;

/// The DPoP keys of one agent whose tokens were revoked: for each thumbprint the last key
/// generation that is revoked. A key that is set for the agent again gets a later generation.
public record RevokedDpopKeys(Map<String, Long> lastGenerations) {

  public RevokedDpopKeys {
    lastGenerations = Map.copyOf(lastGenerations);
  }

  static RevokedDpopKeys of(TokenBinding last) {
    return new RevokedDpopKeys(Map.of(last.thumbprint(), last.keyGeneration()));
  }

  /// Whether tokens with this binding were revoked with their key; never, if there is no binding.
  public boolean contains(Optional<TokenBinding> binding) {
    return binding.filter(this::contains).isPresent();
  }

  boolean contains(TokenBinding binding) {
    var last = lastGenerations.get(binding.thumbprint());
    return last != null && binding.keyGeneration() <= last;
  }

  boolean isEmpty() {
    return lastGenerations.isEmpty();
  }
}
