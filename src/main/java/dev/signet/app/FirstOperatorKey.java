package dev.signet.app;

import dev.signet.base.secrets.Secret;
import dev.signet.identity.operatorkeys.OperatorKeys;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The operator key of the first start: the one in the settings, or a new one in `operator.key`.
final class FirstOperatorKey {
  private static final Logger LOG = LoggerFactory.getLogger(FirstOperatorKey.class);

  private FirstOperatorKey() {}

  /// Creates the key where there are no operator keys yet.
  ///
  /// @throws BadSettings when the key in the settings is malformed
  static void create(Config config, OperatorKeys operators) {
    if (config.operatorKey().isPresent()) {
      if (!OperatorKeys.isWellFormed(config.operatorKey().get())) {
        throw new BadSettings(
            List.of(
                "--operator-key (SIGNET_OPERATOR_KEY) must be a key that Signet created: its"
                    + " prefix, length and checksum are verified"));
      }
      operators.ensureFirst(Secret.of(config.operatorKey().get()));
      return;
    }
    var file = config.data().resolve("operator.key");
    operators
        .ensureFirst(secret -> SecretFileWriter.write(file, secret))
        .ifPresent(_ -> LOG.atInfo().addKeyValue("file", file).log("first operator key created"));
  }
}
