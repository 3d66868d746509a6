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

/// Checks what browsers say for passkeys ([Web Authentication Level
/// 3](https://www.w3.org/TR/webauthn-3/)), and the only file that knows the library for it. Who
/// made the device does not matter here, so nothing is asked for that tells (attestation `none`).
final class PasskeyCheck {

  /// A new passkey, as it is kept.
  record NewPasskey(String credentialId, String credentialData, long signCount) {}

  /// An answer that was read, and not yet checked.
  ///
  /// @param challenge that was signed, as it says
  /// @param userHandle whom the device takes the passkey's owner to be, if it says so
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

  /// @param issuer how the world knows this server: passkeys are for its host
  PasskeyCheck(String issuer) {
    var uri = URI.create(issuer);
    this.origin = Origin.create(uri.getScheme() + "://" + uri.getAuthority());
    this.host = Objects.requireNonNull(uri.getHost());
  }

  private static PublicKeyCredentialParameters credentialParameters(COSEAlgorithmIdentifier alg) {
    return new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, alg);
  }

  /// What WebAuthn calls the relying party's id.
  String host() {
    return host;
  }

  /// What a browser says of a passkey that it has made; empty when that cannot be read.
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

  /// The passkey that this tells of; empty when something in it is not as it has to be.
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

  /// What a browser says for a passkey; empty when that cannot be read.
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

  /// The device's count after this use; empty when the passkey did not sign this here and now, with
  /// its owner present and recognised.
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

  /// What the browser sent as bytes and we know as text; empty when it sent none.
  private static String text(@Nullable Object sent) {
    return new String(bytes(sent), US_ASCII);
  }

  /// @param sent as the library declares it, an array of bytes that could each be null, which no
  ///   other type takes
  private static byte[] bytes(@Nullable Object sent) {
    return sent instanceof byte[] value ? value : new byte[0];
  }

  private static String encoded(byte[] value) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(value);
  }
}
