package dev.signet.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.jose.SigningAlg;
import dev.signet.base.secrets.MasterKey;
import dev.signet.base.secrets.Sealer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The signing keys of a server in the hands of an attacker who got its database and its master
/// key, and the tokens that they forge.
public final class LeakedSigningKeys {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// A leaked key.
  ///
  /// @param state `next`, `current` or `retired` when it leaked
  public record LeakedSigningKey(String kid, SigningAlg alg, String state, PrivateKey privateKey) {

    /// A token with these claims.
    public String sign(ObjectNode claims) {
      var header = JSON.createObjectNode();
      header.put("typ", "at+jwt").put("alg", alg.wire()).put("kid", kid);
      var input = encoded(header.toString()) + "." + encoded(claims.toString());
      try {
        var signature =
            Signature.getInstance(
                switch (alg) {
                  case RS256 -> "SHA256withRSA";
                  case ES256 -> "SHA256withECDSAinP1363Format";
                  case EDDSA -> "Ed25519";
                });
        signature.initSign(privateKey);
        signature.update(input.getBytes(UTF_8));
        return input
            + "."
            + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    /// A copy of a real token of this server with other claims, name after value; null takes one
    /// out.
    public String forge(String real, @Nullable Object... changes) {
      var claims = (ObjectNode) Jwt.of(real).claims();
      for (var i = 0; i < changes.length; i += 2) {
        var name = String.valueOf(changes[i]);
        if (changes[i + 1] == null) {
          claims.remove(name);
        } else {
          claims.putPOJO(name, changes[i + 1]);
        }
      }
      return sign(claims);
    }

    private static String encoded(String json) {
      return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
    }
  }

  private LeakedSigningKeys() {}

  /// All that the server has now.
  public static List<LeakedSigningKey> of(TestServer server) {
    var master = MasterKey.loadOrCreate(server.data().resolve("master.key"));
    var sealer = Sealer.random(master, "signing-keys");
    return server
        .internals()
        .db()
        .read(handle ->
            handle
                .createQuery(
                    "SELECT kid, alg, state, sealed_private FROM signing_keys ORDER BY kid")
                .map((row, _) ->
                    key(
                        sealer,
                        row.getString("kid"),
                        row.getString("alg"),
                        row.getString("state"),
                        row.getString("sealed_private")))
                .list());
  }

  /// The one with this algorithm and state.
  public static LeakedSigningKey of(TestServer server, SigningAlg alg, String state) {
    return of(server).stream()
        .filter(key -> key.alg() == alg && key.state().equals(state))
        .findFirst()
        .orElseThrow();
  }

  private static LeakedSigningKey key(
      Sealer sealer, String kid, String algName, String state, String sealedPrivate) {
    var alg = SigningAlg.parse(algName).orElseThrow();
    var sealed = Base64.getDecoder().decode(sealedPrivate);
    var pkcs8 = sealer.open(sealed, (alg.wire() + ' ' + kid).getBytes(UTF_8)).orElseThrow();
    try {
      var factory =
          KeyFactory.getInstance(
              switch (alg) {
                case RS256 -> "RSA";
                case ES256 -> "EC";
                case EDDSA -> "Ed25519";
              });
      return new LeakedSigningKey(
          kid, alg, state, factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
