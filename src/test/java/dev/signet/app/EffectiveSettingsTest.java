package dev.signet.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.WithoutDatabase;
import java.util.Base64;
import java.util.HashMap;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The settings as the console shows them.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class EffectiveSettingsTest {
  private static final String KEY =
      Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);

  @ParameterizedTest
  @EnumSource
  void every_setting_has_a_value_and_a_source(Config.Posture posture) {
    var values = new HashMap<String, String>();
    if (posture == Config.Posture.SERVE) {
      values.put("issuer", "https://id.example");
    }
    values.put("log-level", "warn");
    values.put("leaks", "quarantine");

    var shown =
        EffectiveSettings.of(Config.read(posture, values, Set.of("leaks")), "https://id.example");

    for (var setting : Setting.values()) {
      var found =
          shown.stream().filter(one -> one.variable().equals(setting.variable())).findFirst();
      assertThat(found.isPresent()).as(setting.flag()).isEqualTo(setting.isFor(posture));
      found.ifPresent(one -> {
        assertThat(one.value()).as(setting.flag()).isNotBlank();
        assertThat(one.isDefault())
            .as(setting.flag())
            .isEqualTo(!values.containsKey(setting.flag()));
      });
    }
    assertThat(shown)
        .anyMatch(one -> one.value().equals("warn") && one.source().equals("flag: --log-level"))
        .anyMatch(one -> one.source().equals("environment: SIGNET_LEAKS"));
  }

  @ParameterizedTest
  @EnumSource(names = "DEV")
  void no_secret_is_shown(Config.Posture posture) {
    var values = new HashMap<String, String>();
    values.put("master-key", KEY);
    values.put("operator-key", "sk_live_something");
    values.put("database", "postgresql://ann:hunter2@db.example:5432/signet");

    var shown =
        EffectiveSettings.of(Config.read(posture, values, Set.of()), "http://localhost").toString();

    assertThat(shown).doesNotContain(KEY, "sk_live_something", "hunter2");
  }
}
