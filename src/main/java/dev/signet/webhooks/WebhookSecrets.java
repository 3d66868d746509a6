package dev.signet.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.secrets.KeyedHash;
import dev.signet.base.secrets.MasterKey;
import dev.signet.base.secrets.Sealer;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretGenerator;
import dev.signet.base.secrets.SecretKind;
import java.util.Base64;

/// Creates the secrets of webhooks, and seals them: unlike other secrets they are needed again, to
/// sign.
final class WebhookSecrets {
  private final SecretGenerator generator;
  private final KeyedHash hash;
  private final Sealer sealer;

  WebhookSecrets(MasterKey master, SecretGenerator generator, KeyedHash hash) {
    this.generator = generator;
    this.hash = hash;
    this.sealer = Sealer.random(master, "webhook secrets");
  }

  /// @param sealed bound to the webhook, so that it cannot be moved to another one
  /// @param hash finds the webhook of a secret that is reported as leaked
  record SealedSecret(String sealed, String hash) {}

  SigningSecret generate() {
    return SigningSecret.parse(generator.generate(SecretKind.WEBHOOK_SECRET)).orElseThrow();
  }

  SealedSecret seal(WebhookId webhook, SigningSecret secret) {
    var text = secret.secret().reveal().getBytes(UTF_8);
    var sealed = sealer.seal(text, webhook.value().getBytes(UTF_8));
    return new SealedSecret(Base64.getEncoder().encodeToString(sealed), hash(secret.secret()));
  }

  SigningSecret open(WebhookId webhook, String sealed) {
    return sealer
        .open(Base64.getDecoder().decode(sealed), webhook.value().getBytes(UTF_8))
        .map(bytes -> Secret.of(new String(bytes, UTF_8)))
        .flatMap(SigningSecret::parse)
        .orElseThrow(() -> new IllegalStateException("The secret of a webhook cannot be opened"));
  }

  String hash(Secret secret) {
    return hash.hash(SecretKind.WEBHOOK_SECRET, secret);
  }
}
