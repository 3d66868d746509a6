package dev.signet.keys;

import dev.signet.http.Access;
import dev.signet.http.Json;
import dev.signet.http.Request;
import dev.signet.http.Response;
import dev.signet.http.Router;
import dev.signet.jose.SigningAlg;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The key set, and the operator's hand on it.
public final class KeyRoutes {
  private final SigningKeys keys;

  public KeyRoutes(SigningKeys keys) {
    this.keys = keys;
  }

  public void mount(Router router) {
    router.get(
        "/.well-known/jwks.json",
        new Access.Open("verifiers need the public keys, and they are public"),
        this::jwks);
    router.get("/api/v1/keys", new Access.OperatorOnly("keys:read"), this::list);
    router.post("/api/v1/keys/rotate", new Access.OperatorOnly("keys:write"), this::rotate);
  }

  /// [RFC 7517 §5](https://www.rfc-editor.org/rfc/rfc7517#section-5). Verifiers may keep it for
  /// five minutes: the key that signs next has been in it for much longer when its time comes.
  private Response jwks(Request request) {
    var set = Json.object();
    var members = set.putArray("keys");
    keys.published().forEach(key -> members.add(Json.ours(key.json())));
    return Response.of(200, "application/jwk-set+json", Json.camel(set))
        .with("Cache-Control", "public, max-age=300");
  }

  private record KeyView(
      String kid,
      String alg,
      String status,
      Instant createdAt,
      @Nullable Instant activatedAt,
      @Nullable Instant retiredAt) {}

  private record KeysView(List<KeyView> data) {}

  private Response list(Request request) {
    return Response.json(200, views());
  }

  private KeysView views() {
    return new KeysView(
        keys.records().stream()
            .map(key ->
                new KeyView(
                    key.kid(),
                    key.alg().wire(),
                    key.state().wire(),
                    key.createdAt(),
                    key.activatedAt().orElse(null),
                    key.retiredAt().orElse(null)))
            .toList());
  }

  private Response rotate(Request request) {
    var fields = request.optionalFields();
    var alg =
        fields
            .line("alg", 16)
            .flatMap(text ->
                SigningAlg.parse(text)
                    .or(() -> fields.fault("alg", "must be RS256, ES256 or EdDSA")));
    fields.end();
    keys.rotate(
        alg.map(EnumSet::of).orElseGet(() -> EnumSet.allOf(SigningAlg.class)), request.origin());
    return Response.json(200, views());
  }
}
