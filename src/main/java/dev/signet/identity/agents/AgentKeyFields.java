package dev.signet.identity.agents;

import dev.signet.base.fetch.DocumentUrl;
import dev.signet.base.jose.JwkSet;
import dev.signet.base.jose.PeerAlg;
import dev.signet.base.jose.PublicJwk;
import dev.signet.base.json.Json;
import dev.signet.base.json.JsonFields;
import dev.signet.identity.agents.PublicKeyCheck.CheckedKey;
import java.util.ArrayList;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Reads the request members that name an agent's keys. Errors are added to the [JsonFields].
final class AgentKeyFields {
  static final String IN_METADATA = "dpop_public_jwk";

  private static final int MAX_KEY_SET = 16 * 1024;
  private static final int MAX_KEYS = 10;

  private final JsonFields fields;
  private Optional<PublicJwk> namedKey = Optional.empty();
  private Optional<PublicJwk> keyInMetadata = Optional.empty();

  AgentKeyFields(JsonFields fields) {
    this.fields = fields;
  }

  /// A JWK set, as the text that is stored.
  Optional<String> jwks(String field) {
    var sent = fields.object(field, MAX_KEY_SET);
    if (sent.isEmpty()) {
      return Optional.empty();
    }
    if (JsonFields.hasBrokenSurrogates(Json.toText(sent.get()))) {
      return fields.addError(field, "must not contain broken surrogates");
    }
    var members = sent.get().get("keys");
    if (members == null || !members.isArray() || members.isEmpty() || members.size() > MAX_KEYS) {
      return fields.addError(
          field, "must have keys, an array of 1 to " + MAX_KEYS + " public keys");
    }
    var keys = new ArrayList<PublicJwk>();
    for (var member : members) {
      switch (PublicKeyCheck.check(member)) {
        case CheckedKey.Usable(var key) -> keys.add(key);
        case CheckedKey.Unusable(var why) -> {
          return fields.addError(field, "has an unusable key at index " + keys.size() + ": " + why);
        }
      }
    }
    if (!JwkSet.anySupports(keys, PeerAlg.ASSERTION_ALGS)) {
      return fields.addError(
          field,
          "has no key that can authenticate the agent: assertions are signed with RS256 or PS256 by"
              + " an RSA key, with ES256 by an EC key on P-256, or with EdDSA by an Ed25519 key");
    }
    var kept = Json.object();
    var array = kept.putArray("keys");
    keys.forEach(key -> array.add(Json.parseOwn(key.json())));
    return Optional.of(Json.toText(kept));
  }

  Optional<String> jwksUri(String field) {
    var uri = fields.singleLine(field, DocumentUrl.MAX_LENGTH);
    if (uri.isPresent() && DocumentUrl.parse(uri.get()).isEmpty()) {
      return fields.addError(field, "must be an https URL with a host, without user and fragment");
    }
    return uri.isPresent() && fields.has("jwks")
        ? fields.addError(field, "must not be given beside jwks")
        : uri;
  }

  void dpopPublicJwk(String field) {
    namedKey = fields.any(field).flatMap(sent -> bindable(field, "", sent));
  }

  void metadata(String field, JsonNode metadata) {
    var sent = metadata.get(IN_METADATA);
    if (sent != null) {
      keyInMetadata = bindable(field, IN_METADATA + " ", sent);
    }
  }

  private Optional<PublicJwk> bindable(String field, String where, JsonNode sent) {
    return switch (PublicKeyCheck.checkForBinding(sent)) {
      case CheckedKey.Usable(var key) -> Optional.of(key);
      case CheckedKey.Unusable(var why) ->
          fields.addError(field, where + "is not a usable key: " + why);
    };
  }

  /// The key in a registration that the agent's tokens are to be bound to, if any. A key set does
  /// not name such a key: it authenticates the client, which may prove possession of any other key
  /// with its DPoP proofs.
  Optional<DpopKey> dpopKey() {
    if (namedKey.isPresent()
        && keyInMetadata.isPresent()
        && !namedKey.get().thumbprint().equals(keyInMetadata.get().thumbprint())) {
      return fields.addError(
          "dpopPublicJwk", "must be the key that metadata names as " + IN_METADATA);
    }
    return namedKey.or(() -> keyInMetadata).map(DpopKey::of);
  }
}
