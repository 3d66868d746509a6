package dev.signet.tokens.signingkeys;

import dev.signet.base.db.Db;
import dev.signet.base.jose.SigningAlg;
import dev.signet.base.secrets.MasterKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Checks the stored signing keys without changing them: for `signet doctor`.
public final class SigningKeyCheck {
  private SigningKeyCheck() {}

  /// A finding of the check.
  ///
  /// @param problem what is wrong; null if nothing is
  public record SigningKeyFinding(String observation, @Nullable String problem) {}

  /// The findings.
  ///
  /// @param master empty when there is none to compare with
  public static List<SigningKeyFinding> examine(Db db, Optional<MasterKey> master) {
    var store = new SigningKeyStore(db.dialect());
    var check = db.read(store::masterKeyCheck);
    if (check.isEmpty()) {
      return List.of(new SigningKeyFinding("none yet; created at the first start", null));
    }
    var findings = new ArrayList<SigningKeyFinding>();
    if (master.isEmpty()) {
      findings.add(
          new SigningKeyFinding(
              "sealed",
              "The master key that they are sealed with is missing; the server would not start."));
    } else if (!master.get().checkValue().equals(check.get())) {
      findings.add(new SigningKeyFinding("sealed", new WrongMasterKey().getMessage()));
    }
    var keys = db.read(store::all);
    for (var alg : SigningAlg.values()) {
      findings.add(
          keys.stream()
              .filter(key -> key.alg() == alg && key.state() == SigningKeyState.CURRENT)
              .findFirst()
              .map(key ->
                  new SigningKeyFinding(
                      alg.wire()
                          + " "
                          + key.kid()
                          + ", signing since "
                          + key.activatedAt().orElse(key.createdAt()),
                      null))
              .orElseGet(() ->
                  new SigningKeyFinding(
                      alg.wire(), "There is no current key; the next start creates one.")));
    }
    return findings;
  }
}
