package dev.signet.tokens.issuing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.authorization.consents.ConsentId;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.secrets.MasterKey;
import dev.signet.base.secrets.Sealer;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretFormat;
import dev.signet.base.secrets.SecretKind;
import dev.signet.events.audit.TokenBinding;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.users.UserId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.UUID;

/// Encodes refresh tokens: `rt_` and an authenticated ciphertext. Sealing the same content returns
/// the same text, so concurrent uses of a token get the same successor.
final class RefreshTokenCodec {
  /// For a token without a bound key; readable by the previous release.
  private static final byte UNBOUND = 1;

  private static final byte BOUND = 2;

  /// For a token about a user; whether it is bound follows.
  private static final byte OF_USER = 3;

  private static final byte[] ASSOCIATED_DATA = "refresh-token".getBytes(UTF_8);

  private final Sealer sealer;

  RefreshTokenCodec(MasterKey master) {
    this.sealer = Sealer.synthetic(master, "refresh-tokens");
  }

  Secret seal(RefreshToken token) {
    return SecretFormat.wrap(SecretKind.REFRESH_TOKEN, sealer.seal(bytes(token), ASSOCIATED_DATA));
  }

  /// The content of a refresh token; empty when this server did not seal it.
  Optional<RefreshToken> open(String text) {
    return SecretFormat.unwrap(SecretKind.REFRESH_TOKEN, Secret.of(text))
        .flatMap(sealed -> sealer.open(sealed, ASSOCIATED_DATA))
        .map(RefreshTokenCodec::read);
  }

  private static byte[] bytes(RefreshToken token) {
    var bytes = new ByteArrayOutputStream(128);
    try (var out = new DataOutputStream(bytes)) {
      if (token.user().isPresent()) {
        out.writeByte(OF_USER);
        write(out, token.user().get());
      }
      out.writeByte(token.binding().isPresent() ? BOUND : UNBOUND);
      uuid(out, token.agent().value());
      uuid(out, token.family());
      out.writeInt(token.step());
      out.writeLong(token.generation());
      out.writeLong(token.issuedAt().toEpochMilli());
      out.writeLong(token.expiresAt().toEpochMilli());
      text(out, token.scopes().toString());
      out.writeByte(token.audience().size());
      for (var resource : token.audience()) {
        text(out, resource);
      }
      if (token.binding().isPresent()) {
        text(out, token.binding().get().thumbprint());
        out.writeLong(token.binding().get().keyGeneration());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, UserGrant user) throws IOException {
    uuid(out, user.user().value());
    uuid(out, user.consent().value());
    out.writeLong(user.consentGeneration());
    text(out, user.organization().value());
    out.writeLong(user.authenticatedAt().getEpochSecond());
  }

  private static UserGrant user(DataInputStream in) throws IOException {
    return new UserGrant(
        new UserId(uuid(in)),
        new ConsentId(uuid(in)),
        in.readLong(),
        new OrganizationId(text(in)),
        Instant.ofEpochSecond(in.readLong()));
  }

  private static RefreshToken read(byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      var version = in.readByte();
      var user = Optional.<UserGrant>empty();
      if (version == OF_USER) {
        user = Optional.of(user(in));
        version = in.readByte();
      }
      if (version != UNBOUND && version != BOUND) {
        throw new IllegalStateException("A refresh token of an unknown version");
      }
      var agent = new AgentId(uuid(in));
      var family = uuid(in);
      var step = in.readInt();
      var generation = in.readLong();
      var issuedAt = Instant.ofEpochMilli(in.readLong());
      var expiresAt = Instant.ofEpochMilli(in.readLong());
      var scopes = Scopes.parse(text(in)).orElse(Scopes.NONE);
      var audience = new ArrayList<String>();
      for (var left = in.readUnsignedByte(); left > 0; left--) {
        audience.add(text(in));
      }
      var binding =
          version == BOUND
              ? Optional.of(new TokenBinding(text(in), in.readLong()))
              : Optional.<TokenBinding>empty();
      return new RefreshToken(
          agent, family, step, generation, issuedAt, expiresAt, binding, scopes, audience, user);
    } catch (IOException e) {
      throw new IllegalStateException("A refresh token sealed by this server cannot be read", e);
    }
  }

  private static void uuid(DataOutputStream out, String text) throws IOException {
    var uuid = UUID.fromString(text);
    out.writeLong(uuid.getMostSignificantBits());
    out.writeLong(uuid.getLeastSignificantBits());
  }

  private static String uuid(DataInputStream in) throws IOException {
    return new UUID(in.readLong(), in.readLong()).toString();
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    var bytes = text.getBytes(UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), UTF_8);
  }
}
