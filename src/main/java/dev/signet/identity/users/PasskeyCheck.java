package dev.signet.identity.users;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Verifies the WebAuthn responses of browsers ([Web Authentication Level
/// 3](https://www.w3.org/TR/webauthn-3/)); the only file that uses the library for it. The
/// manufacturer of a device does not matter here, so no attestation is requested (attestation
/// `none`).
final class PasskeyCheck {

  /// A new passkey, as it is stored.
  record NewPasskey(String credentialId, String credentialData, long signCount) {}

  /// A response that was parsed, but not yet verified.
  ///
  /// @param challenge that the response says was signed
  /// @param userHandle the passkey's owner according to the device, if given
  record UnverifiedAssertion(
      AuthenticationData data,
      String challenge,
      String credentialId,
      Optional<String> userHandle) {}

  private static final List<PublicKeyCredentialParameters> CREDENTIAL_PARAMETERS =
      List.of(
          credentialParameters(COSEAlgorithmIdentifier.ES256),
          credentialParameters(COSEAlgorithmIdentifier.EdDSA),
          credentialParameters(COSEAlgorithmIdentifier.RS256));

  private final ObjectConverter objects = new ObjectConverter();
  private final WebAuthnManager manager = WebAuthnManager.createNonStrictWebAuthnManager(objects);
  private final AttestedCredentialDataConverter credentials =
      new AttestedCredentialDataConverter(objects);
  private final Origin origin;
  private final String host;

  /// @param issuer the public URL of this server: passkeys are bound to its host
  PasskeyCheck(String issuer) {
    var uri = URI.create(issuer);
    this.origin = Origin.create(uri.getScheme() + "://" + uri.getAuthority());
    this.host = Objects.requireNonNull(uri.getHost());
  }

  private static PublicKeyCredentialParameters credentialParameters(COSEAlgorithmIdentifier alg) {
    return new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, alg);
  }

  /// The relying party id of WebAuthn.
  String host() {
    return host;
  }

  /// A browser's response after creating a passkey; empty when it cannot be parsed.
  Optional<RegistrationData> readRegistration(String json) {
    try {
      var data = manager.parseRegistrationResponseJSON(json);
      return data.getCollectedClientData() == null || data.getAttestationObject() == null
          ? Optional.empty()
          : Optional.of(data);
    } catch (RuntimeException _) {
      return Optional.empty();
    }
  }

  static String challengeOf(RegistrationData data) {
    return text(Objects.requireNonNull(data.getCollectedClientData()).getChallenge().getValue());
  }

  /// The passkey in this response; empty when the response does not verify.
  Optional<NewPasskey> check(RegistrationData data) {
    try {
      var parameters =
          new RegistrationParameters(
              serverProperty(challengeOf(data)), CREDENTIAL_PARAMETERS, true, true);
      var checked = manager.verify(data, parameters);
      var authenticator =
          Objects.requireNonNull(checked.getAttestationObject()).getAuthenticatorData();
      var credential = Objects.requireNonNull(authenticator.getAttestedCredentialData());
      return Optional.of(
          new NewPasskey(
              encoded(credential.getCredentialId()),
              encoded(credentials.convert(credential)),
              authenticator.getSignCount()));
    } catch (RuntimeException _) {
      return Optional.empty();
    }
  }

  /// A browser's response after signing with a passkey; empty when it cannot be parsed.
  Optional<UnverifiedAssertion> readAssertion(String json) {
    try {
      var data = manager.parseAuthenticationResponseJSON(json);
      var client = data.getCollectedClientData();
      var id = data.getCredentialId();
      if (client == null || id == null || data.getAuthenticatorData() == null) {
        return Optional.empty();
      }
      return Optional.of(
          new UnverifiedAssertion(
              data,
              text(client.getChallenge().getValue()),
              encoded(bytes(id)),
              Optional.of(text(data.getUserHandle())).filter(handle -> !handle.isEmpty())));
    } catch (RuntimeException _) {
      return Optional.empty();
    }
  }

  /// The device's signature counter after this use; empty unless the passkey signed this challenge
  /// for this site, with its owner present and verified.
  Optional<Long> check(UnverifiedAssertion read, PasskeyStore.Row passkey) {
    try {
      var credential = credentials.convert(Base64.getUrlDecoder().decode(passkey.credentialData()));
      var known =
          new CredentialRecordImpl(
              new NoneAttestationStatement(),
              null,
              null,
              null,
              passkey.signCount(),
              credential,
              null,
              null,
              null,
              Set.of());
      var parameters =
          new AuthenticationParameters(serverProperty(read.challenge()), known, null, true, true);
      var checked = manager.verify(read.data(), parameters);
      return Optional.of(Objects.requireNonNull(checked.getAuthenticatorData()).getSignCount());
    } catch (RuntimeException _) {
      return Optional.empty();
    }
  }

  private ServerProperty serverProperty(String challenge) {
    return ServerProperty.builder()
        .origin(origin)
        .rpId(host)
        .challenge(new DefaultChallenge(challenge.getBytes(US_ASCII)))
        .build();
  }

  /// The bytes from the browser as text; empty when there are none.
  private static String text(@Nullable Object sent) {
    return new String(bytes(sent), US_ASCII);
  }

  /// @param sent an array whose bytes could each be null, because the library declares it so
  private static byte[] bytes(@Nullable Object sent) {
    return sent instanceof byte[] value ? value : new byte[0];
  }

  private static String encoded(byte[] value) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(value);
  }
}
