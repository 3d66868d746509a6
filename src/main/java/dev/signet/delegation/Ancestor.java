package dev.signet.delegation;

import dev.signet.events.audit.TokenBinding;
import dev.signet.identity.agents.AgentId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A token that another one was exchanged from, directly or through others: what has to be known of
/// it to decide whether it is still active.
///
/// @param agent that it was issued to
/// @param generation of the agent's tokens when it was issued
/// @param delegation through which it was issued; empty when its agent did not act for a further
///   agent by it: for the first token of a chain, and for one that its holder narrowed
/// @param kid of the key that signed it
/// @param isActorToken whether it came from the actor token of an exchange, rather than from the
///   subject token
public record Ancestor(
    AgentId agent,
    long generation,
    String jti,
    Optional<DelegationId> delegation,
    Optional<String> family,
    Optional<TokenBinding> binding,
    String kid,
    boolean isActorToken) {

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
  private static final int UUID_BYTES = 16;
  private static final int RADIX = 36;
  private static final int MIN_PARTS = 4;

  /// Its id and that of its refresh family, by which it can be revoked.
  List<String> tokenIds() {
    return family.isPresent() ? List.of(jti, family.get()) : List.of(jti);
  }

  /// The same token, if its agent acts through this delegation by it.
  public Ancestor through(Optional<DelegationId> other) {
    return new Ancestor(agent, generation, jti, other, family, binding, kid, isActorToken);
  }

  Ancestor asActorToken() {
    return new Ancestor(agent, generation, jti, delegation, family, binding, kid, true);
  }

  /// In one line, as the claim `anc` has it: agent, generation, token and delegation, separated by
  /// dots; then, if there are such, `f` and the refresh family, `k` and the thumbprint of the key
  /// it is bound to with the key generation, `s` and the key that signed it. Ids are 22 characters
  /// of base64url, numbers are in base 36.
  ///
  /// @param knownKid of the key that signs the token with the claim: it is left out
  String toLine(String knownKid) {
    var line =
        new StringBuilder(120)
            .append(isActorToken ? "~" : "")
            .append(shortened(agent.value()))
            .append('.')
            .append(Long.toString(generation, RADIX))
            .append('.')
            .append(shortened(jti))
            .append('.')
            .append(delegation.map(id -> shortened(id.value())).orElse("-"));
    family.ifPresent(id -> line.append(".f").append(shortened(id)));
    binding.ifPresent(key ->
        line.append(".k")
            .append(key.thumbprint())
            .append('.')
            .append(Long.toString(key.keyGeneration(), RADIX)));
    if (!kid.equals(knownKid)) {
      line.append(".s").append(kid);
    }
    return line.toString();
  }

  /// Reads a line; empty for a text that [#toLine] does not write.
  static Optional<Ancestor> parse(String line, String knownKid) {
    var isActorToken = line.startsWith("~");
    var parts = (isActorToken ? line.substring(1) : line).split("\\.", -1);
    if (parts.length < MIN_PARTS) {
      return Optional.empty();
    }
    var agent = lengthened(parts[0]);
    var generation = number(parts[1]);
    var jti = lengthened(parts[2]);
    var delegation = lengthened(parts[3]);
    if (agent.isEmpty() || generation.isEmpty() || jti.isEmpty()) {
      return Optional.empty();
    }
    var more = Arrays.asList(parts).subList(MIN_PARTS, parts.length).iterator();
    var family = Optional.<String>empty();
    var binding = Optional.<TokenBinding>empty();
    var kid = knownKid;
    while (more.hasNext()) {
      var part = more.next();
      if (part.startsWith("f")) {
        family = lengthened(part.substring(1));
      } else if (part.startsWith("k")) {
        binding = binding(part.substring(1), more);
      } else if (part.startsWith("s")) {
        kid = part.substring(1);
      }
    }
    var found =
        new Ancestor(
            new AgentId(agent.get()),
            generation.get(),
            jti.get(),
            delegation.map(DelegationId::new),
            family,
            binding,
            kid,
            isActorToken);
    // Another spelling, or a part that was not understood, is written differently.
    return Optional.of(found).filter(ancestor -> ancestor.toLine(knownKid).equals(line));
  }

  private static Optional<TokenBinding> binding(String thumbprint, Iterator<String> more) {
    return more.hasNext()
        ? number(more.next()).map(generation -> new TokenBinding(thumbprint, generation))
        : Optional.empty();
  }

  private static Optional<Long> number(String text) {
    try {
      return Optional.of(Long.parseLong(text, RADIX)).filter(number -> number >= 0);
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  private static String shortened(String id) {
    var uuid = UUID.fromString(id);
    return ENCODER.encodeToString(
        ByteBuffer.allocate(UUID_BYTES)
            .putLong(uuid.getMostSignificantBits())
            .putLong(uuid.getLeastSignificantBits())
            .array());
  }

  private static Optional<String> lengthened(String text) {
    try {
      var bytes = ByteBuffer.wrap(DECODER.decode(text));
      return bytes.remaining() == UUID_BYTES
          ? Optional.of(new UUID(bytes.getLong(), bytes.getLong()).toString())
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
