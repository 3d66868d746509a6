package dev.signet.app;

import dev.signet.authorization.apps.AppSettings;
import dev.signet.base.db.DatabaseUrl;
import dev.signet.base.fetch.AllowedAddresses;
import dev.signet.base.jose.SigningAlg;
import dev.signet.base.secrets.MasterKey;
import dev.signet.base.text.EditDistance;
import dev.signet.identity.leaks.LeakPolicy;
import dev.signet.identity.registration.RegistrationPolicy;
import dev.signet.identity.registration.RegistrationSettings;
import dev.signet.web.http.ClientAddresses;
import dev.signet.web.http.MaxConnections;
import dev.signet.web.limits.FailureBudget;
import dev.signet.web.limits.RateLimits;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All settings, read once at startup.
///
/// @param issuer without a trailing slash; empty in dev posture until the port is known
/// @param masterKey the source of the master key
public record Config(
    Posture posture,
    Optional<String> issuer,
    InetSocketAddress listen,
    Path data,
    DatabaseUrl database,
    boolean newDatabase,
    MasterKeySource masterKey,
    Optional<String> operatorKey,
    SigningAlg tokenAlg,
    Duration keyRotation,
    Duration refreshLifetime,
    Duration refreshMaxLifetime,
    Duration publicRefreshWindow,
    boolean refreshNeedsClient,
    boolean fapi2,
    AllowedAddresses jwksAddresses,
    AllowedAddresses webhookAddresses,
    Duration dpopWindow,
    boolean dpopNonce,
    SecretHash secretHash,
    int bcryptCost,
    Duration auditRetention,
    boolean auditIntrospection,
    int auditAnonymousRate,
    LeakPolicy leaks,
    RegistrationSettings registration,
    AppSettings apps,
    String defaultTier,
    ClientAddresses addresses,
    MaxConnections connections,
    Map<RateLimits.RateCategory, Integer> rates,
    FailureBudget.Limits failures,
    Duration databaseWait,
    Duration drain,
    LogFormat logFormat,
    boolean logRequests,
    LogLevel logLevel,
    SettingValues given) {

  /// The settings that were given, unparsed, by the names of their flags.
  ///
  /// @param fromEnvironment the names that came from environment variables
  public record SettingValues(Map<String, String> values, Set<String> fromEnvironment) {
    public SettingValues {
      values = Map.copyOf(values);
      fromEnvironment = Set.copyOf(fromEnvironment);
    }

    /// Without the values, as some are secrets.
    @Override
    public String toString() {
      return "Given" + values.keySet();
    }
  }

  /// How the server treats requests without a credential.
  public enum Posture {
    /// Listens on loopback only, and treats every caller there as the operator.
    DEV,
    /// For production: requires a credential.
    SERVE
  }

  /// The source of the master key.
  public sealed interface MasterKeySource {
    /// How long the command may take.
    Duration COMMAND_TIMEOUT = Duration.ofSeconds(20);

    /// Reads the key; creates the data folder's own where it is missing.
    ///
    /// @throws dev.signet.base.secrets.BadMasterKey when there is no usable master key
    default MasterKey load() {
      return switch (this) {
        case EncodedKey(var encoded) -> MasterKey.parse(encoded);
        case CommandOutput(var command) -> MasterKey.fromCommand(command, COMMAND_TIMEOUT);
        case ExternalFile(var file) -> MasterKey.load(file);
        case DataFolderFile(var file) -> MasterKey.loadOrCreate(file);
      };
    }

    record EncodedKey(String encoded) implements MasterKeySource {
      @Override
      public String toString() {
        return "given by SIGNET_MASTER_KEY";
      }
    }

    record CommandOutput(String command) implements MasterKeySource {
      @Override
      public String toString() {
        return "printed by SIGNET_MASTER_KEY_COMMAND";
      }
    }

    /// A file that the operator or the platform provides.
    record ExternalFile(Path file) implements MasterKeySource {
      @Override
      public String toString() {
        return file.toString();
      }
    }

    /// The file in the data folder, which is created when it is missing.
    record DataFolderFile(Path file) implements MasterKeySource {
      @Override
      public String toString() {
        return file.toString();
      }
    }
  }

  /// How client secrets that this server creates are hashed.
  public enum SecretHash {
    KEYED,
    BCRYPT
  }

  public enum LogFormat {
    TEXT,
    JSON
  }

  public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG
  }

  /// Advice when the settings neither name nor rule out a proxy: an https issuer has one, because
  /// this server's listener does not speak TLS.
  Optional<String> proxyWarning() {
    return issuer.filter(url -> url.startsWith("https:")).isPresent()
            && given.values().getOrDefault(Setting.TRUSTED_PROXIES.flag(), "").isBlank()
        ? Optional.of(
            "The issuer is https but this server's listener does not speak TLS, so set"
                + " --trusted-proxies to the addresses of the proxy where TLS ends, or to none:"
                + " without them all callers behind it count as one address.")
        : Optional.empty();
  }

  /// Without the fields, as the operator key and the master key's command are among them.
  @Override
  public String toString() {
    return "Config[" + posture + ", " + database + "]";
  }

  /// Parses settings by the names of their flags; missing ones get their defaults.
  ///
  /// @throws BadSettings with all errors
  public static Config read(Posture posture, Map<String, String> values) {
    return read(posture, values, Set.of());
  }

  /// Parses settings by the names of their flags; missing ones get their defaults.
  ///
  /// @param fromEnvironment the names that came from environment variables
  static Config read(Posture posture, Map<String, String> values, Set<String> fromEnvironment) {
    var reader = new SettingReader(posture, values);
    var data = Path.of(reader.text(Setting.DATA)).toAbsolutePath().normalize();
    var issuer = reader.issuer();
    var listen = reader.listen();
    var denied = reader.deniedNetworks();
    var config =
        new Config(
            posture,
            issuer,
            listen,
            data,
            reader.database(data),
            reader.flag(Setting.NEW_DATABASE),
            reader.masterKey(data),
            reader.secret(Setting.OPERATOR_KEY, Setting.OPERATOR_KEY_FILE),
            reader.signingAlg(Setting.TOKEN_ALG),
            reader.duration(Setting.KEY_ROTATION),
            reader.duration(Setting.REFRESH_LIFETIME),
            reader.duration(Setting.REFRESH_MAX_LIFETIME),
            reader.duration(Setting.PUBLIC_REFRESH_WINDOW),
            reader.flag(Setting.REFRESH_NEEDS_CLIENT),
            reader.flag(Setting.FAPI2),
            reader.addresses(Setting.JWKS_PRIVATE_ADDRESSES, List.of(), denied),
            reader.addresses(Setting.WEBHOOK_PRIVATE_ADDRESSES, reader.networks(), denied),
            reader.duration(Setting.DPOP_WINDOW),
            reader.flag(Setting.DPOP_NONCE),
            reader.oneOf(Setting.SECRET_HASH, SecretHash.class, SecretHash.KEYED),
            reader.integer(Setting.BCRYPT_COST),
            reader.duration(Setting.AUDIT_RETENTION),
            reader.flag(Setting.AUDIT_INTROSPECTION),
            reader.integer(Setting.AUDIT_ANONYMOUS_RATE),
            reader.oneOf(Setting.LEAKS, LeakPolicy.class, LeakPolicy.REVOKE),
            new RegistrationSettings(
                reader.oneOf(
                    Setting.REGISTRATION,
                    RegistrationPolicy.class,
                    RegistrationPolicy.CLOSED,
                    switch (posture) {
                      case DEV -> RegistrationPolicy.OPEN;
                      case SERVE -> RegistrationPolicy.CLOSED;
                    }),
                reader.integer(Setting.REGISTRATION_RATE),
                reader.integer(Setting.REGISTRATION_MAX_UNCLAIMED),
                reader.duration(Setting.REGISTRATION_UNUSED),
                reader.duration(Setting.REGISTRATION_IDLE)),
            reader.apps(),
            reader.text(Setting.DEFAULT_TIER),
            reader.addresses(),
            reader.connections(),
            reader.rates(),
            new FailureBudget.Limits(
                reader.integer(Setting.FAILURES_PER_SECRET),
                reader.integer(Setting.FAILURES_PER_CLIENT_AND_ADDRESS),
                reader.integer(Setting.FAILURES_PER_ADDRESS),
                reader.integer(Setting.FAILURES_PER_CLIENT)),
            reader.duration(Setting.DATABASE_WAIT),
            reader.drain(),
            reader.oneOf(Setting.LOG_FORMAT, LogFormat.class, LogFormat.TEXT),
            reader.flag(Setting.LOG_REQUESTS),
            reader.oneOf(Setting.LOG_LEVEL, LogLevel.class, LogLevel.INFO),
            new SettingValues(values, fromEnvironment));
    reader.finish();
    return config;
  }

  /// The settings in the environment, by the names of their flags.
  ///
  /// @throws BadSettings when a `SIGNET_…` variable is not a setting
  static Map<String, String> fromEnvironment(Map<String, String> environment, Posture posture) {
    var values = new HashMap<String, String>();
    var faults = new ArrayList<String>();
    environment.forEach((name, value) -> {
      if (!name.startsWith("SIGNET_")
          || OTHER_VARIABLES.contains(name)
          || KubernetesServiceVariables.matches(name, value)) {
        return;
      }
      Arrays.stream(Setting.values())
          .filter(setting -> setting.variable().equals(name))
          .findFirst()
          .ifPresentOrElse(
              setting -> {
                if (setting.isFor(posture)) {
                  values.put(setting.flag(), value);
                }
              },
              () -> faults.add(name + " is not a setting" + hint(name)));
    });
    if (!faults.isEmpty()) {
      throw new BadSettings(faults.stream().sorted().toList());
    }
    return values;
  }

  /// The setting that was probably meant by an unknown variable.
  private static String hint(String name) {
    return Arrays.stream(Setting.values())
        .map(Setting::variable)
        .filter(variable -> EditDistance.distance(name, variable) <= MAX_TYPING_ERRORS)
        .min(Comparator.comparingInt(variable -> EditDistance.distance(name, variable)))
        .map(variable -> "; did you mean " + variable + "?")
        .orElse("; docs/settings.md lists all settings");
  }

  /// The maximum number of letters by which a name may differ from that of a setting and still
  /// count as a typing error.
  private static final int MAX_TYPING_ERRORS = 3;

  /// Variables that are read by the launcher, the command line and the tests.
  private static final List<String> OTHER_VARIABLES =
      List.of("SIGNET_JAVA_OPTS", "SIGNET_AOT", "SIGNET_URL", "SIGNET_TEST_DATABASE_URL");
}
