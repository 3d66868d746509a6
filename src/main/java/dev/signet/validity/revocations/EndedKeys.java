package dev.signet.validity.revocations;

import dev.signet.events.audit.Binding;
import java.util.Map;
import java.util.Optional;

/// The keys of one agent whose tokens were ended: to each thumbprint the last key generation that
/// the end holds for. A key that is given to the agent again has another one by then.
public record EndedKeys(Map<String, Long> lastGenerations) {

  public EndedKeys {
    lastGenerations = Map.copyOf(lastGenerations);
  }

  static EndedKeys of(Binding last) {
    return new EndedKeys(Map.of(last.thumbprint(), last.keyGeneration()));
  }

  /// Whether what is bound so was ended with its key; never, if it is bound to none.
  public boolean have(Optional<Binding> binding) {
    return binding.filter(this::have).isPresent();
  }

  boolean have(Binding binding) {
    var last = lastGenerations.get(binding.thumbprint());
    return last != null && binding.keyGeneration() <= last;
  }

  boolean isEmpty() {
    return lastGenerations.isEmpty();
  }
}
