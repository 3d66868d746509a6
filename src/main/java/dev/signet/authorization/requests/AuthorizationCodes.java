package dev.signet.authorization.requests;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.authorization.consents.ConsentId;
import dev.signet.authorization.requests.AuthorizationCode.Allowed;
import dev.signet.authorization.resources.ResourceId;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.jose.Thumbprint;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.secrets.MasterKey;
import dev.signet.base.secrets.Sealer;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretFormat;
import dev.signet.base.secrets.SecretKind;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.users.UserId;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/// Encodes authorization codes: `ac_` and an authenticated ciphertext.
public final class AuthorizationCodes {
  private static final byte VERSION = 1;
  private static final byte[] ASSOCIATED_DATA = "authorization-code".getBytes(UTF_8);

  private final Sealer sealer;

  AuthorizationCodes(MasterKey master) {
    this.sealer = Sealer.synthetic(master, "authorization-codes");
  }

  public Secret seal(AuthorizationCode code) {
    return SecretFormat.wrap(
        SecretKind.AUTHORIZATION_CODE,
        sealer.seal(SealedBytes.write(out -> write(out, code)), ASSOCIATED_DATA));
  }

  /// The content of a code, expired or not; empty when this server did not seal it.
  public Optional<AuthorizationCode> open(String text) {
    return SecretFormat.unwrap(SecretKind.AUTHORIZATION_CODE, Secret.of(text))
        .flatMap(sealed -> sealer.open(sealed, ASSOCIATED_DATA))
        .map(bytes -> SealedBytes.read(bytes, AuthorizationCodes::read));
  }

  private static void write(DataOutputStream out, AuthorizationCode code) throws IOException {
    var allowed = code.allowed();
    out.writeByte(VERSION);
    out.writeUTF(code.id());
    out.writeUTF(code.client().value());
    out.writeLong(code.clientGeneration());
    out.writeUTF(allowed.user().value());
    out.writeUTF(allowed.consent().value());
    out.writeLong(allowed.generation());
    out.writeUTF(allowed.resource().value());
    out.writeUTF(allowed.organization().value());
    out.writeLong(allowed.authenticatedAt().getEpochSecond());
    out.writeUTF(code.scopes().toString());
    out.writeUTF(code.redirectUri());
    out.writeUTF(code.codeChallenge());
    out.writeUTF(code.dpopKey().map(Thumbprint::value).orElse(""));
    out.writeLong(code.expiresAt().toEpochMilli());
  }

  private static AuthorizationCode read(DataInputStream in) throws IOException {
    if (in.readByte() != VERSION) {
      throw new IllegalStateException("An authorization code of an unknown version");
    }
    var id = in.readUTF();
    var client = new AgentId(in.readUTF());
    var clientGeneration = in.readLong();
    var allowed =
        new Allowed(
            new UserId(in.readUTF()),
            new ConsentId(in.readUTF()),
            in.readLong(),
            new ResourceId(in.readUTF()),
            new OrganizationId(in.readUTF()),
            Instant.ofEpochSecond(in.readLong()));
    return new AuthorizationCode(
        id,
        client,
        clientGeneration,
        allowed,
        Scopes.parse(in.readUTF()).orElse(Scopes.NONE),
        in.readUTF(),
        in.readUTF(),
        Optional.of(in.readUTF()).filter(key -> !key.isEmpty()).map(Thumbprint::new),
        Instant.ofEpochMilli(in.readLong()));
  }
}
