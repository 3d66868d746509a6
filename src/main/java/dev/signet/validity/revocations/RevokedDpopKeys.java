package dev.signet.validity.revocations;

import dev.signet.events.audit.TokenBinding;
import java.util.Map;
import java.util.Optional;

/// The keys of one agent whose tokens were ended: to each thumbprint the last key generation that
/// the end holds for. A key that is given to the agent again has another one by then.
public record RevokedDpopKeys(Map<String, Long> lastGenerations) {

  public RevokedDpopKeys {
    lastGenerations = Map.copyOf(lastGenerations);
  }

  static RevokedDpopKeys of(TokenBinding last) {
    return new RevokedDpopKeys(Map.of(last.thumbprint(), last.keyGeneration()));
  }

  /// Whether what is bound so was ended with its key; never, if it is bound to none.
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
