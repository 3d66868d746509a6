package dev.signet.app;

import dev.signet.console.pages.EffectiveSetting;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The settings in effect, for display: never the value of a secret.
final class EffectiveSettings {
  private static final String SET = "set; hidden, as it is a secret";
  private static final String NOT_SET = "not set";

  private EffectiveSettings() {}

  /// @param issuer the server's issuer, for a setting without a value
  static List<EffectiveSetting> of(Config config, String issuer) {
    return Arrays.stream(Setting.values())
        .filter(setting -> setting.isFor(config.posture()))
        .map(setting ->
            new EffectiveSetting(
                "--" + setting.flag(),
                setting.variable(),
                value(setting, config, issuer),
                source(setting, config),
                !isGiven(setting, config),
                setting.help().replace("`", "")))
        .toList();
  }

  private static boolean isGiven(Setting setting, Config config) {
    return config.given().values().containsKey(setting.flag());
  }

  private static String source(Setting setting, Config config) {
    if (!isGiven(setting, config)) {
      return "default";
    }
    return config.given().fromEnvironment().contains(setting.flag())
        ? "environment: " + setting.variable()
        : "flag: --" + setting.flag();
  }

  /// The given value or the default; for a setting with neither, the value that the server chose.
  private static String value(Setting setting, Config config, String issuer) {
    return switch (setting) {
      case ISSUER -> issuer;
      case DATA -> config.data().toString();
      case DATABASE -> config.database().toString();
      case MASTER_KEY, MASTER_KEY_COMMAND -> secret(setting, config);
      case OPERATOR_KEY -> secret(setting, config);
      case JWKS_PRIVATE_ADDRESSES -> Boolean.toString(config.jwksAddresses().isPrivateAllowed());
      case WEBHOOK_PRIVATE_ADDRESSES ->
          Boolean.toString(config.webhookAddresses().isPrivateAllowed());
      case WEBHOOK_NETWORKS, DENIED_NETWORKS, APP_HOSTS ->
          text(setting, config).isEmpty() ? "none" : text(setting, config);
      case REGISTRATION -> config.registration().policy().name().toLowerCase(Locale.ROOT);
      case APPS -> config.apps().acceptance().name().toLowerCase(Locale.ROOT);
      case REGISTRATION_APPS -> config.apps().registration().name().toLowerCase(Locale.ROOT);
      case DATABASE_WAIT -> config.databaseWait().toSeconds() + "s";
      case DRAIN -> config.drain().toSeconds() + "s";
      case TRUSTED_PROXIES -> text(setting, config).isEmpty() ? "none" : text(setting, config);
      case MAX_CONNECTIONS -> Integer.toString(config.connections().connections());
      case MAX_CONNECTIONS_PER_ADDRESS -> Integer.toString(config.connections().perNetwork());
      case DATABASE_FILE, MASTER_KEY_FILE, OPERATOR_KEY_FILE ->
          text(setting, config).isEmpty() ? NOT_SET : text(setting, config);
      case PORT,
          LISTEN,
          TLS_AT_PROXY,
          NEW_DATABASE,
          TOKEN_ALG,
          KEY_ROTATION,
          REFRESH_LIFETIME,
          REFRESH_MAX_LIFETIME,
          PUBLIC_REFRESH_WINDOW,
          REFRESH_NEEDS_CLIENT,
          FAPI2,
          DPOP_WINDOW,
          DPOP_NONCE,
          SECRET_HASH,
          BCRYPT_COST,
          AUDIT_RETENTION,
          AUDIT_INTROSPECTION,
          AUDIT_ANONYMOUS_RATE,
          LEAKS,
          REGISTRATION_RATE,
          REGISTRATION_MAX_UNCLAIMED,
          REGISTRATION_UNUSED,
          REGISTRATION_IDLE,
          DEFAULT_TIER,
          RATE_TOKEN,
          RATE_INTROSPECTION,
          RATE_MANAGEMENT,
          RATE_PUBLIC,
          RATE_LEAKS,
          FAILURES_PER_SECRET,
          FAILURES_PER_CLIENT_AND_ADDRESS,
          FAILURES_PER_ADDRESS,
          FAILURES_PER_CLIENT,
          LOG_FORMAT,
          LOG_REQUESTS,
          LOG_LEVEL ->
          text(setting, config);
    };
  }

  private static String secret(Setting setting, Config config) {
    return text(setting, config).isEmpty() ? NOT_SET : SET;
  }

  private static String text(Setting setting, Config config) {
    return config.given().values().getOrDefault(setting.flag(), setting.defaultValue()).strip();
  }
}
