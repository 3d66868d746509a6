package dev.signet.identity.agents;

import dev.signet.base.fetch.DocumentUrl;
import dev.signet.base.jose.JwkSet;
import dev.signet.base.jose.PeerAlg;
import dev.signet.base.jose.PublicJwk;
import dev.signet.base.json.Fields;
import dev.signet.base.json.Json;
import dev.signet.identity.agents.PublicKeys.Judged;
import java.util.ArrayList;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Reads the members of a request that name an agent's keys. Faults are noted in the [Fields].
final class KeyFields {
  static final String IN_METADATA = "dpop_public_jwk";

  private static final int MAX_KEY_SET = 16 * 1024;
  private static final int MAX_KEYS = 10;

  private final Fields fields;
  private Optional<PublicJwk> named = Optional.empty();
  private Optional<PublicJwk> inMetadata = Optional.empty();

  KeyFields(Fields fields) {
    this.fields = fields;
  }

  /// A JWK set, as the text that is kept of it.
  Optional<String> jwks(String field) {
    var sent = fields.object(field, MAX_KEY_SET);
    if (sent.isEmpty()) {
      return Optional.empty();
    }
    if (Fields.hasBrokenSurrogates(Json.text(sent.get()))) {
      return fields.fault(field, "must not contain broken surrogates");
    }
    var members = sent.get().get("keys");
    if (members == null || !members.isArray() || members.isEmpty() || members.size() > MAX_KEYS) {
      return fields.fault(field, "must have keys, an array of 1 to " + MAX_KEYS + " public keys");
    }
    var keys = new ArrayList<PublicJwk>();
    for (var member : members) {
      switch (PublicKeys.judge(member)) {
        case Judged.Usable(var key) -> keys.add(key);
        case Judged.Unusable(var why) -> {
          return fields.fault(field, "has no usable key at " + keys.size() + ": " + why);
        }
      }
    }
    if (!JwkSet.checkAny(keys, PeerAlg.OF_ASSERTIONS)) {
      return fields.fault(
          field,
          "has no key that can authenticate the agent: assertions are signed with RS256 or PS256 by"
              + " an RSA key, with ES256 by an EC key on P-256, or with EdDSA by an Ed25519 key");
    }
    var kept = Json.object();
    var array = kept.putArray("keys");
    keys.forEach(key -> array.add(Json.ours(key.json())));
    return Optional.of(Json.text(kept));
  }

  Optional<String> jwksUri(String field) {
    var uri = fields.line(field, DocumentUrl.MAX_LENGTH);
    if (uri.isPresent() && DocumentUrl.parse(uri.get()).isEmpty()) {
      return fields.fault(field, "must be an https URL with a host, without user and fragment");
    }
    return uri.isPresent() && fields.has("jwks")
        ? fields.fault(field, "must not be given beside jwks")
        : uri;
  }

  void dpopPublicJwk(String field) {
    named = fields.any(field).flatMap(sent -> bindable(field, "", sent));
  }

  void metadata(String field, JsonNode metadata) {
    var sent = metadata.get(IN_METADATA);
    if (sent != null) {
      inMetadata = bindable(field, IN_METADATA + " ", sent);
    }
  }

  private Optional<PublicJwk> bindable(String field, String where, JsonNode sent) {
    return switch (PublicKeys.judgeForBinding(sent)) {
      case Judged.Usable(var key) -> Optional.of(key);
      case Judged.Unusable(var why) -> fields.fault(field, where + "is no usable key: " + why);
    };
  }

  /// The key that a registration names for the agent's tokens, if it names one. A key set names
  /// none: it is there to authenticate the client, which may prove any other key with its DPoP
  /// proofs.
  Optional<DpopKey> firstKey() {
    if (named.isPresent()
        && inMetadata.isPresent()
        && !named.get().thumbprint().equals(inMetadata.get().thumbprint())) {
      return fields.fault("dpopPublicJwk", "must be the key that metadata names as " + IN_METADATA);
    }
    return named.or(() -> inMetadata).map(DpopKey::of);
  }
}
