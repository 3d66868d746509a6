package dev.signet.identity.credentials;

import dev.signet.base.callers.Authorization;
import dev.signet.base.jose.BadJws;
import dev.signet.base.jose.PeerJws;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.Secret;
import dev.signet.base.text.FormEncoding;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.credentials.ClientAuthentication.PresentedCredentials;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The client that a request claims to be from: read and bounded, but not yet verified. Three
/// methods are supported: a secret in HTTP Basic or in the body's parameters ([RFC 6749
/// §2.3.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1)), and an assertion in the body
/// ([RFC 7523 §2.2](https://www.rfc-editor.org/rfc/rfc7523#section-2.2)). A request may use only
/// one of them ([RFC 6749 §2.3](https://www.rfc-editor.org/rfc/rfc6749#section-2.3)).
sealed interface ClientClaim {

  /// The request has no credential, and does not name a client.
  record None() implements ClientClaim {}

  /// The request names a client in its body and has no credential, as a public client does ([RFC
  /// 6749 §3.2.1](https://www.rfc-editor.org/rfc/rfc6749#section-3.2.1)).
  record IdOnly(String clientId) implements ClientClaim {}

  /// The credential is malformed, or its method is not supported.
  ///
  /// @param clientId the client id that was sent, cut to [#MAX_CLIENT_ID]; empty when none was
  record Unreadable(String clientId) implements ClientClaim {}

  /// A client id and its secret.
  ///
  /// @param secrets the secret in each possible reading: one or two
  record IdAndSecret(String clientId, List<Secret> secrets) implements ClientClaim {
    public IdAndSecret {
      secrets = List.copyOf(secrets);
    }
  }

  /// An assertion that the client has signed.
  ///
  /// @param client the client that the assertion names, cut to [#MAX_CLIENT_ID]
  /// @param clientId the client id beside the assertion
  record Assertion(PeerJws jws, String client, Optional<String> clientId) implements ClientClaim {}

  /// A malformed assertion.
  ///
  /// @param clientId as in [Unreadable]
  /// @param detail what is wrong with it
  record BadAssertion(String clientId, String detail) implements ClientClaim {}

  /// The only supported assertion type.
  String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  int MAX_CLIENT_ID = 128;

  /// Longer than this server's secrets, and than what bcrypt reads of an imported one.
  int MAX_SECRET = 256;

  /// Client id and secret, with every character escaped, in Base64.
  int MAX_BASIC = 3 * (MAX_CLIENT_ID + 1 + MAX_SECRET) * 4 / 3 + 4;

  /// Reads the claim.
  ///
  /// @throws Refused `OAuth` with `invalid_request` when more than one method is used, two places
  ///   name different clients, or some of an assertion's parameters are missing
  static ClientClaim read(Authorization header, PresentedCredentials body) {
    return switch (header) {
      case Authorization.None() -> ofBody(body);
      case Authorization.Basic(var encoded) -> {
        requireOneMethod(body);
        yield ofBasic(encoded, body.clientId());
      }
      // A bearer token is not client authentication; the route decides what it allows.
      case Authorization.Token _ -> ofBody(body);
      case Authorization.Unusable _ -> {
        requireOneMethod(body);
        yield unreadable(body.clientId().orElse(""));
      }
    };
  }

  private static void requireOneMethod(PresentedCredentials body) {
    if (body.isAttempt()) {
      throw CredentialRefusals.severalMethods();
    }
  }

  private static ClientClaim ofBody(PresentedCredentials body) {
    if (body.assertion().isPresent() || body.assertionType().isPresent()) {
      return ofAssertion(body);
    }
    if (body.clientSecret().isEmpty()) {
      return body.clientId()
          .filter(id -> isClientId(id, Agent.MAX_CLIENT_ID))
          .<ClientClaim>map(IdOnly::new)
          .orElseGet(None::new);
    }
    return readable(body.clientId().orElse(""), Set.of(body.clientSecret().get()));
  }

  private static ClientClaim ofAssertion(PresentedCredentials body) {
    if (body.clientSecret().isPresent()) {
      throw CredentialRefusals.severalMethods();
    }
    var type =
        body.assertionType().orElseThrow(() -> Refused.missingParameter("client_assertion_type"));
    var assertion =
        body.assertion().orElseThrow(() -> Refused.missingParameter("client_assertion"));
    var named = body.clientId().orElse("");
    if (!type.equals(JWT_BEARER)) {
      return unreadable(named);
    }
    try {
      var jws = PeerJws.parse(assertion);
      return new Assertion(jws, truncate(jws.claims().text("sub").orElse(named)), body.clientId());
    } catch (BadJws bad) {
      return new BadAssertion(truncate(named), bad.reason());
    }
  }

  /// The protocol form-encodes id and secret inside Basic, but many clients do not encode them.
  /// This server's own ids and secrets are the same either way. Imported secrets may differ, so
  /// both readings of a secret are tried; this server's ids have no character that needs escaping.
  private static ClientClaim ofBasic(String encoded, Optional<String> named) {
    var pair = decodeBase64(encoded).orElse("");
    var colon = pair.indexOf(':');
    if (colon < 0) {
      return unreadable(named.orElse(""));
    }
    var rawId = pair.substring(0, colon);
    var rawSecret = pair.substring(colon + 1);
    var clientId = decodeForm(rawId).orElse(rawId);
    if (named.isPresent() && !named.get().equals(clientId) && !named.get().equals(rawId)) {
      throw CredentialRefusals.clientIdsDiffer();
    }
    var secrets = new LinkedHashSet<String>();
    decodeForm(rawSecret).ifPresent(secrets::add);
    secrets.add(rawSecret);
    return readable(clientId, secrets);
  }

  private static Optional<String> decodeBase64(String encoded) {
    if (encoded.length() > MAX_BASIC) {
      return Optional.empty();
    }
    try {
      var bytes = Base64.getDecoder().decode(encoded);
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (IllegalArgumentException | CharacterCodingException _) {
      return Optional.empty();
    }
  }

  private static Optional<String> decodeForm(String text) {
    try {
      return Optional.of(FormEncoding.decode(text));
    } catch (Refused _) {
      return Optional.empty();
    }
  }

  private static ClientClaim readable(String clientId, Set<String> secrets) {
    var usable = secrets.stream().filter(ClientClaim::isSecret).map(Secret::of).toList();
    return isClientId(clientId, MAX_CLIENT_ID) && !usable.isEmpty()
        ? new IdAndSecret(clientId, usable)
        : unreadable(clientId);
  }

  private static boolean isClientId(String text, int max) {
    return isBetween(1, text, max) && text.chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  private static ClientClaim unreadable(String named) {
    return new Unreadable(truncate(named));
  }

  private static String truncate(String named) {
    return named.substring(0, Math.min(named.length(), MAX_CLIENT_ID));
  }

  private static boolean isSecret(String text) {
    return isBetween(1, text, MAX_SECRET) && text.chars().noneMatch(Character::isISOControl);
  }

  private static boolean isBetween(int min, String text, int max) {
    return text.length() >= min && text.length() <= max;
  }
}
