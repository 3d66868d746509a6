package dev.signet.tokens.signingkeys;

import dev.signet.base.db.Tx;
import dev.signet.base.jose.SigningAlg;
import dev.signet.base.json.Json;
import dev.signet.base.json.JsonFields;
import dev.signet.base.refusals.Refused;
import dev.signet.base.text.SingleLine;
import dev.signet.tokens.signingkeys.WithdrawnKeyTokenCounter.RevokedTokens;
import dev.signet.web.http.Access;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.IdempotentRequests;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// HTTP routes for the key set and for managing signing keys.
public final class SigningKeyRoutes {
  private static final int MAX_REASON = 500;

  private final SigningKeys keys;
  private final SigningAlg defaultAlg;
  private final SigningKeyWithdrawals withdrawals;
  private final IdempotentRequests once;

  /// @param usual the algorithm that signs tokens unless the agent has another one
  public SigningKeyRoutes(
      SigningKeys keys,
      SigningAlg usual,
      SigningKeyWithdrawals withdrawals,
      IdempotentRequests once) {
    this.keys = keys;
    this.defaultAlg = usual;
    this.withdrawals = withdrawals;
    this.once = once;
  }

  public void mount(Router router) {
    router.getCrossOrigin(
        "/.well-known/jwks.json",
        new Access.Open("verifiers need the public keys, and they are public"),
        this::jwks);
    router.get("/api/v1/keys", new Access.ServerOperator("keys:read"), this::list);
    router.post(
        "/api/v1/keys/rotate",
        new Access.ServerOperator("keys:write"),
        request -> once.execute(request, () -> rotate(request)));
    router.delete("/api/v1/keys/{kid}", new Access.ServerOperator("keys:write"), this::withdraw);
  }

  /// [RFC 7517 §5](https://www.rfc-editor.org/rfc/rfc7517#section-5). Verifiers may cache it for
  /// five minutes: a key signs only after it was published for that long. The keys of the default
  /// algorithm come first, because some verifiers take the expected algorithm from the first key.
  private Response jwks(Request request) {
    var set = Json.object();
    var members = set.putArray("keys");
    keys.published().stream()
        .sorted(Comparator.comparing(key -> key.alg() != defaultAlg))
        .forEach(key -> members.add(Json.parseOwn(key.json())));
    return Response.of(200, "application/jwk-set+json", Json.toCamelCase(set))
        .withHeader("Cache-Control", "public, max-age=" + SigningKeys.KEY_SET_MAX_AGE.toSeconds());
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
    return Response.json(200, views(keys.records()));
  }

  private static KeysView views(List<SigningKeyRecord> records) {
    return new KeysView(
        records.stream()
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

  private Function<Tx, Response> rotate(Request request) {
    var fields = request.optionalFields();
    var alg =
        fields
            .singleLine("alg", 16)
            .flatMap(text ->
                SigningAlg.parse(text)
                    .or(() -> fields.addError("alg", "must be RS256, ES256 or EdDSA")));
    var haste = SigningKeys.RotationMode.of(fields.flag("force").orElse(false));
    fields.finish();
    var made = keys.makeNext(alg.map(EnumSet::of).orElseGet(() -> EnumSet.allOf(SigningAlg.class)));
    return tx -> Response.json(200, views(keys.rotate(tx, made, haste, request.context())));
  }

  private record WithdrawnView(
      String kid,
      String alg,
      String status,
      String reason,
      Instant withdrawnAt,
      @Nullable String alsoWithdrawn,
      String current,
      String next,
      @Nullable Long revokedTokenCount,
      @Nullable Long revokedDescendantCount) {}

  private Response withdraw(Request request) {
    request.allowOnlyQuery("reason");
    var reason = request.query().one("reason").orElse("").strip();
    if (reason.length() > MAX_REASON || !SingleLine.isValid(reason)) {
      throw Refused.invalid(
          "reason",
          "must be at most " + MAX_REASON + " characters, and " + JsonFields.NOT_SINGLE_LINE);
    }
    var key = withdrawals.withdraw(request.pathParam("kid"), reason, request.context());
    var ended = key.revokedTokens();
    return Response.json(
        200,
        new WithdrawnView(
            key.kid(),
            key.alg().wire(),
            "withdrawn",
            key.reason(),
            key.withdrawnAt(),
            withdrawals.alsoWithdrawn(key).orElse(null),
            key.current(),
            key.next(),
            ended.map(RevokedTokens::revoked).orElse(null),
            ended.map(RevokedTokens::descendants).orElse(null)));
  }
}
