package dev.signet.authorization.requests;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.authorization.resources.ResourceId;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.secrets.MasterKey;
import dev.signet.base.secrets.Sealer;
import dev.signet.identity.users.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/// Authorization requests on their way through the user's browser: nothing is stored for them. They
/// are sealed in base64url, so that a browser or another site cannot make or change one.
public final class SealedRequests {
  /// How long a user may take to sign in.
  static final Duration SIGN_IN_TIME = Duration.ofMinutes(30);

  /// How long a user may take to decide.
  static final Duration DECISION_TIME = Duration.ofMinutes(10);

  private static final byte[] REQUEST = "request".getBytes(UTF_8);
  private static final byte[] DECISION = "decision".getBytes(UTF_8);

  private final Sealer sealer;
  private final Clock clock;

  SealedRequests(MasterKey master, Clock clock) {
    this.sealer = Sealer.random(master, "authorization-requests");
    this.clock = clock;
  }

  /// Seals a request, for the time until the user has signed in.
  public String seal(AuthorizationParameters parameters) {
    var now = clock.instant();
    return encode(
        SealedBytes.write(out -> {
          out.writeLong(now.toEpochMilli());
          parameters.write(out);
        }),
        REQUEST);
  }

  /// The request of a user who has signed in meanwhile; empty when this server did not seal it, or
  /// too long ago.
  public Optional<AuthorizationParameters> open(String text) {
    return decode(text, REQUEST)
        .flatMap(bytes ->
            SealedBytes.read(
                bytes,
                in ->
                    isRecent(Instant.ofEpochMilli(in.readLong()), SIGN_IN_TIME)
                        ? Optional.of(AuthorizationParameters.read(in))
                        : Optional.empty()));
  }

  public String seal(Decision decision) {
    return encode(
        SealedBytes.write(out -> {
          decision.parameters().write(out);
          out.writeUTF(decision.user().value());
          out.writeUTF(decision.session());
          out.writeUTF(decision.resource().value());
          out.writeUTF(decision.scopes().toString());
          out.writeBoolean(decision.hasHighRisk());
          out.writeLong(decision.shownAt().toEpochMilli());
        }),
        DECISION);
  }

  /// What a page has asked; empty when this server did not seal it.
  public Optional<Decision> openDecision(String text) {
    return decode(text, DECISION)
        .map(bytes ->
            SealedBytes.read(
                bytes,
                in ->
                    new Decision(
                        AuthorizationParameters.read(in),
                        new UserId(in.readUTF()),
                        in.readUTF(),
                        new ResourceId(in.readUTF()),
                        Scopes.parse(in.readUTF()).orElse(Scopes.NONE),
                        in.readBoolean(),
                        Instant.ofEpochMilli(in.readLong()))));
  }

  /// Whether a decision still counts, so long after its page was shown.
  public boolean isRecent(Decision decision) {
    return isRecent(decision.shownAt(), DECISION_TIME);
  }

  private boolean isRecent(Instant time, Duration atMost) {
    return time.plus(atMost).isAfter(clock.instant());
  }

  private String encode(byte[] bytes, byte[] kind) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sealer.seal(bytes, kind));
  }

  private Optional<byte[]> decode(String text, byte[] kind) {
    try {
      return sealer.open(Base64.getUrlDecoder().decode(text), kind);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
