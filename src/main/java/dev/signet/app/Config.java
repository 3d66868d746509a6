package dev.signet.app;

import dev.signet.base.db.BadDatabaseUrl;
import dev.signet.base.db.DatabaseUrl;
import dev.signet.base.fetch.PostClient;
import dev.signet.base.jose.SigningAlg;
import dev.signet.base.secrets.BadSecretFile;
import dev.signet.base.secrets.Bcrypt;
import dev.signet.base.secrets.MasterKey;
import dev.signet.base.secrets.SecretFileReader;
import dev.signet.base.text.EditDistance;
import dev.signet.identity.leaks.LeakPolicy;
import dev.signet.identity.registration.RegistrationPolicy;
import dev.signet.identity.registration.RegistrationSettings;
import dev.signet.web.http.ClientAddresses;
import dev.signet.web.http.MaxConnections;
import dev.signet.web.limits.FailureBudget;
import dev.signet.web.limits.RateLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
    boolean refreshNeedsClient,
    boolean fapi2,
    boolean jwksPrivateAddresses,
    boolean webhookPrivateAddresses,
    List<String> webhookNetworks,
    Duration dpopWindow,
    boolean dpopNonce,
    SecretHash secretHash,
    int bcryptCost,
    Duration auditRetention,
    boolean auditIntrospection,
    int auditAnonymousRate,
    LeakPolicy leaks,
    RegistrationSettings registration,
    ClientAddresses addresses,
    MaxConnections connections,
    Map<RateLimits.RateCategory, Integer> rates,
    FailureBudget.Limits failures,
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
            reader.read(
                Setting.TOKEN_ALG, SigningAlg::parse, SigningAlg.RS256, "RS256, ES256 or EdDSA"),
            reader.duration(Setting.KEY_ROTATION, Duration.ofHours(1), Duration.ofDays(3650)),
            reader.duration(Setting.REFRESH_LIFETIME, Duration.ofMinutes(1), Duration.ofDays(365)),
            reader.duration(
                Setting.REFRESH_MAX_LIFETIME, Duration.ofMinutes(1), Duration.ofDays(3650)),
            reader.flag(Setting.REFRESH_NEEDS_CLIENT),
            reader.flag(Setting.FAPI2),
            reader.flag(Setting.JWKS_PRIVATE_ADDRESSES, posture == Posture.DEV),
            reader.flag(Setting.WEBHOOK_PRIVATE_ADDRESSES, posture == Posture.DEV),
            reader.networks(),
            reader.duration(Setting.DPOP_WINDOW, Duration.ofSeconds(5), Duration.ofMinutes(5)),
            reader.flag(Setting.DPOP_NONCE),
            reader.oneOf(Setting.SECRET_HASH, SecretHash.class, SecretHash.KEYED),
            reader.integer(Setting.BCRYPT_COST, 4, Bcrypt.MAX_COST),
            reader.duration(Setting.AUDIT_RETENTION, Duration.ofDays(2), Duration.ofDays(36500)),
            reader.flag(Setting.AUDIT_INTROSPECTION),
            reader.integer(Setting.AUDIT_ANONYMOUS_RATE, 1, 1_000_000),
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
                reader.integer(Setting.REGISTRATION_RATE, 1, 100_000),
                reader.integer(Setting.REGISTRATION_MAX_UNCLAIMED, 1, 10_000_000),
                reader.duration(
                    Setting.REGISTRATION_UNUSED, Duration.ofMinutes(10), Duration.ofDays(365)),
                reader.duration(
                    Setting.REGISTRATION_IDLE, Duration.ofDays(1), Duration.ofDays(3650))),
            reader.addresses(),
            reader.connections(),
            reader.rates(),
            new FailureBudget.Limits(
                reader.integer(Setting.FAILURES_PER_SECRET, 1, 1_000_000),
                reader.integer(Setting.FAILURES_PER_CLIENT_AND_ADDRESS, 1, 1_000_000),
                reader.integer(Setting.FAILURES_PER_ADDRESS, 1, 1_000_000),
                reader.integer(Setting.FAILURES_PER_CLIENT, 1, 1_000_000)),
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

  /// The value that trusts no proxy.
  private static final String NO_PROXIES = "none";

  /// The maximum number of letters by which a name may differ from that of a setting and still
  /// count as a typing error.
  private static final int MAX_TYPING_ERRORS = 3;

  /// Variables that are read by the launcher, the command line and the tests.
  private static final List<String> OTHER_VARIABLES =
      List.of("SIGNET_JAVA_OPTS", "SIGNET_AOT", "SIGNET_URL", "SIGNET_TEST_DATABASE_URL");

  private static final class SettingReader {
    private final Posture posture;
    private final Map<String, String> values;
    private final List<String> faults = new ArrayList<>();

    SettingReader(Posture posture, Map<String, String> values) {
      this.posture = posture;
      this.values = values;
      for (var name : values.keySet()) {
        if (Arrays.stream(Setting.values())
            .noneMatch(setting -> setting.flag().equals(name) && setting.isFor(posture))) {
          faults.add("--" + name + " is not a setting of this command");
        }
      }
    }

    void finish() {
      if (!faults.isEmpty()) {
        throw new BadSettings(faults);
      }
    }

    String text(Setting setting) {
      return values.getOrDefault(setting.flag(), setting.defaultValue()).strip();
    }

    Optional<String> optional(Setting setting) {
      var text = text(setting);
      return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /// A secret, given directly or in a file.
    ///
    /// @param inFile the setting that names the file
    Optional<String> secret(Setting setting, Setting inFile) {
      var file = optional(inFile);
      if (file.isEmpty()) {
        return optional(setting);
      }
      if (optional(setting).isPresent()) {
        addFault(inFile, "must not be set together with --" + setting.flag());
      }
      try {
        var text = SecretFileReader.read(Path.of(file.get()));
        if (!text.isEmpty()) {
          return Optional.of(text);
        }
        addFault(inFile, "must name a file that is not empty");
      } catch (BadSecretFile e) {
        addFault(inFile, "must name a readable file; " + e.getMessage());
      } catch (InvalidPathException _) {
        addFault(inFile, "must name a file");
      }
      return Optional.empty();
    }

    private void addFault(Setting setting, String message) {
      var value = setting.isSecret() ? "" : " (it is " + text(setting) + ")";
      faults.add("--" + setting.flag() + " (" + setting.variable() + ") " + message + value);
    }

    <T> T read(Setting setting, Function<String, Optional<T>> parse, T atFault, String kind) {
      var parsed = parse.apply(text(setting));
      if (parsed.isEmpty()) {
        addFault(setting, "must be " + kind);
      }
      return parsed.orElse(atFault);
    }

    <E extends Enum<E>> E oneOf(Setting setting, Class<E> type, E atFault) {
      var names =
          Arrays.stream(type.getEnumConstants())
              .map(constant -> constant.name().toLowerCase(Locale.ROOT))
              .toList();
      return read(
          setting,
          text ->
              Arrays.stream(type.getEnumConstants())
                  .filter(constant -> constant.name().equalsIgnoreCase(text))
                  .findFirst(),
          atFault,
          String.join(" or ", names));
    }

    /// Parses an enum constant; `absent` if the setting has no value.
    <E extends Enum<E>> E oneOf(Setting setting, Class<E> type, E atFault, E absent) {
      return text(setting).isEmpty() ? absent : oneOf(setting, type, atFault);
    }

    boolean flag(Setting setting) {
      return read(
          setting,
          text ->
              switch (text) {
                case "true" -> Optional.of(true);
                case "false" -> Optional.of(false);
                default -> Optional.<Boolean>empty();
              },
          false,
          "true or false");
    }

    /// As [#flag(Setting)]; `absent` if the setting has no value.
    boolean flag(Setting setting, boolean absent) {
      return text(setting).isEmpty() ? absent : flag(setting);
    }

    int integer(Setting setting, int min, int max) {
      return read(
          setting,
          text -> {
            try {
              return Optional.of(Integer.parseInt(text)).filter(n -> n >= min && n <= max);
            } catch (NumberFormatException _) {
              return Optional.<Integer>empty();
            }
          },
          min,
          "a whole number from " + min + " to " + max);
    }

    Duration duration(Setting setting, Duration min, Duration max) {
      return read(
          setting,
          text -> parseDuration(text).filter(d -> d.compareTo(min) >= 0 && d.compareTo(max) <= 0),
          min,
          "a duration such as 90d, 12h, 30m or 45s, from " + plain(min) + " to " + plain(max));
    }

    Duration drain() {
      return text(Setting.DRAIN).isEmpty()
          ? switch (posture) {
            case DEV -> Duration.ZERO;
            case SERVE -> Duration.ofSeconds(5);
          }
          : duration(Setting.DRAIN, Duration.ZERO, Duration.ofMinutes(5));
    }

    private static String plain(Duration duration) {
      return duration.toDays() > 0
          ? duration.toDays() + "d"
          : duration.toHours() > 0
              ? duration.toHours() + "h"
              : duration.toMinutes() > 0 ? duration.toMinutes() + "m" : duration.toSeconds() + "s";
    }

    private static Optional<Duration> parseDuration(String text) {
      if (!text.matches("[0-9]{1,6}[smhd]")) {
        return Optional.empty();
      }
      var amount = Long.parseLong(text.substring(0, text.length() - 1));
      return Optional.of(
          switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(amount);
            case 'm' -> Duration.ofMinutes(amount);
            case 'h' -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
          });
    }

    InetSocketAddress listen() {
      if (posture == Posture.DEV) {
        return new InetSocketAddress(
            InetAddress.getLoopbackAddress(), integer(Setting.PORT, 0, 65535));
      }
      return read(
          Setting.LISTEN, SettingReader::socketAddress, new InetSocketAddress(0), "HOST:PORT");
    }

    private static Optional<InetSocketAddress> socketAddress(String text) {
      var colon = text.lastIndexOf(':');
      if (colon <= 0) {
        return Optional.empty();
      }
      try {
        var port = Integer.parseInt(text.substring(colon + 1));
        if (port < 0 || port > 65535) {
          return Optional.empty();
        }
        return Optional.of(
            new InetSocketAddress(InetAddress.getByName(text.substring(0, colon)), port));
      } catch (NumberFormatException | UnknownHostException _) {
        return Optional.empty();
      }
    }

    Optional<String> issuer() {
      if (posture == Posture.DEV) {
        return Optional.empty();
      }
      var tlsAtProxy = flag(Setting.TLS_AT_PROXY);
      var text = text(Setting.ISSUER);
      if (text.isEmpty()) {
        faults.add("--issuer (SIGNET_ISSUER) is required: the public URL of this server");
        return Optional.empty();
      }
      var fault = issuerFault(text, tlsAtProxy);
      if (fault != null) {
        addFault(Setting.ISSUER, fault);
      }
      return Optional.of(text);
    }

    // RFC 8414 §2: a URL without query or fragment. No trailing slash, so that paths can be
    // appended.
    private static @Nullable String issuerFault(String text, boolean tlsAtProxy) {
      URI uri;
      try {
        uri = URI.create(text);
      } catch (IllegalArgumentException _) {
        return "must be a URL";
      }
      if (uri.getHost() == null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
        return "must be a URL with a host, without query and fragment";
      }
      if (text.endsWith("/") || uri.getRawUserInfo() != null) {
        return "must not end with a slash or contain a user name";
      }
      var spelling = spellingFault(uri);
      if (spelling != null) {
        return spelling;
      }
      return switch (uri.getScheme()) {
        case "https" -> null;
        case "http" ->
            tlsAtProxy || isLoopback(uri.getHost())
                ? null
                : "must be https off loopback; if TLS ends at a proxy, set --tls-at-proxy true";
        case null, default -> "must be an https URL";
      };
    }

    /// The error of an issuer that a URL parser would spell in another way ([RFC 3986
    /// §6.2](https://www.rfc-editor.org/rfc/rfc3986#section-6.2), [the WHATWG's URL
    /// Standard](https://url.spec.whatwg.org/)): clients compare the issuer byte by byte ([RFC 8414
    /// §3.3](https://www.rfc-editor.org/rfc/rfc8414#section-3.3)), and some do so after parsing it.
    private static @Nullable String spellingFault(URI uri) {
      var host = uri.getHost();
      if (!String.valueOf(uri.getScheme()).equals(lower(uri.getScheme()))
          || !host.equals(lower(host))) {
        return "must have its scheme and host in lower case";
      }
      if (uri.getPort() == (uri.getScheme().equals("https") ? 443 : 80)) {
        return "must leave out the default port of its scheme";
      }
      if (String.valueOf(uri.getRawAuthority()).endsWith(":")) {
        return "must not have a colon without a port";
      }
      if (!isPlainHost(host)) {
        return "must have its IP address in the canonical form: 192.0.2.1, or the shortest IPv6"
            + " form in brackets";
      }
      return uri.getRawPath().matches("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~@:-]+)*")
          ? null
          : "must have a path of letters, digits and . _ ~ @ : - without empty segments, . or ..";
    }

    private static String lower(@Nullable String text) {
      return String.valueOf(text).toLowerCase(Locale.ROOT);
    }

    /// Whether a URL parser would leave the host unchanged. It takes a host whose last label is a
    /// number for an IPv4 address, whatever its form, and reformats IPv6 addresses.
    private static boolean isPlainHost(String host) {
      if (host.startsWith("[")) {
        try {
          return host.equals(shortest(InetAddress.getByName(host)));
        } catch (UnknownHostException _) {
          return false;
        }
      }
      var last = host.substring(host.lastIndexOf('.') + 1);
      return !last.matches("[0-9]+|0x[0-9a-f]*") || host.matches(IPV4);
    }

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final String IPV4 = OCTET + "(\\." + OCTET + "){3}";

    /// The canonical form by [RFC 5952 §4](https://www.rfc-editor.org/rfc/rfc5952#section-4), in
    /// brackets: the longest run of at least two zero groups, and the first of several, is left
    /// out.
    private static String shortest(InetAddress address) {
      var groups = String.valueOf(address.getHostAddress()).split(":", -1);
      if (groups.length != 8) {
        return "";
      }
      var from = 0;
      var length = 1;
      for (var i = 0; i < 8; i++) {
        var end = i;
        while (end < 8 && groups[end].equals("0")) {
          end++;
        }
        if (end - i > length) {
          from = i;
          length = end - i;
        }
      }
      var all = List.of(groups);
      return length < 2
          ? "[" + String.join(":", all) + "]"
          : "["
              + String.join(":", all.subList(0, from))
              + "::"
              + String.join(":", all.subList(from + length, 8))
              + "]";
    }

    private static boolean isLoopback(String host) {
      return host.equals("localhost")
          || host.equals("[::1]")
          || host.matches("127\\.[0-9]+\\.[0-9]+\\.[0-9]+");
    }

    DatabaseUrl database(Path data) {
      var here = new DatabaseUrl.Sqlite(data.resolve("signet.db"));
      try {
        return secret(Setting.DATABASE, Setting.DATABASE_FILE).map(DatabaseUrl::parse).orElse(here);
      } catch (BadDatabaseUrl e) {
        addFault(
            optional(Setting.DATABASE_FILE).isPresent() ? Setting.DATABASE_FILE : Setting.DATABASE,
            e.fault());
        return here;
      }
    }

    MasterKeySource masterKey(Path data) {
      var given = optional(Setting.MASTER_KEY);
      var file = optional(Setting.MASTER_KEY_FILE);
      var command = optional(Setting.MASTER_KEY_COMMAND);
      if (given.isPresent() && file.isPresent()) {
        addFault(Setting.MASTER_KEY_FILE, "must not be set together with --master-key");
      }
      if (command.isPresent() && (given.isPresent() || file.isPresent())) {
        addFault(
            Setting.MASTER_KEY_COMMAND,
            "must not be set together with --master-key or --master-key-file");
      }
      return given
          .<MasterKeySource>map(MasterKeySource.EncodedKey::new)
          .or(() -> file.map(name -> new MasterKeySource.ExternalFile(Path.of(name))))
          .or(() -> command.map(MasterKeySource.CommandOutput::new))
          .orElseGet(() -> new MasterKeySource.DataFolderFile(data.resolve("master.key")));
    }

    /// The private networks to which webhooks may lead.
    List<String> networks() {
      var blocks = blocks(Setting.WEBHOOK_NETWORKS);
      if (!blocks.stream().allMatch(PostClient::isPrivateNetwork)) {
        addFault(
            Setting.WEBHOOK_NETWORKS,
            "must be CIDR blocks within the private ranges, separated by commas");
        return List.of();
      }
      return blocks;
    }

    private List<String> blocks(Setting setting) {
      return Arrays.stream(text(setting).split(",", -1))
          .map(String::strip)
          .filter(block -> !block.isEmpty())
          .toList();
    }

    ClientAddresses addresses() {
      if (text(Setting.TRUSTED_PROXIES).equals(NO_PROXIES)) {
        return ClientAddresses.withTrustedProxies(List.of());
      }
      var blocks = blocks(Setting.TRUSTED_PROXIES);
      if (!blocks.stream().allMatch(ClientAddresses::isBlock)) {
        addFault(
            Setting.TRUSTED_PROXIES,
            "must be addresses or CIDR blocks, separated by commas, or " + NO_PROXIES);
        return ClientAddresses.withTrustedProxies(List.of());
      }
      return ClientAddresses.withTrustedProxies(blocks);
    }

    MaxConnections connections() {
      return MaxConnections.of(
          integerOrZero(Setting.MAX_CONNECTIONS),
          integerOrZero(Setting.MAX_CONNECTIONS_PER_ADDRESS));
    }

    /// 0 when the setting has no value.
    private int integerOrZero(Setting setting) {
      return text(setting).isEmpty() ? 0 : integer(setting, 1, 1_000_000);
    }

    Map<RateLimits.RateCategory, Integer> rates() {
      var rates = new EnumMap<RateLimits.RateCategory, Integer>(RateLimits.RateCategory.class);
      rates.put(RateLimits.RateCategory.TOKEN, rate(Setting.RATE_TOKEN));
      rates.put(RateLimits.RateCategory.INTROSPECTION, rate(Setting.RATE_INTROSPECTION));
      rates.put(RateLimits.RateCategory.MANAGEMENT, rate(Setting.RATE_MANAGEMENT));
      rates.put(RateLimits.RateCategory.PUBLIC, rate(Setting.RATE_PUBLIC));
      rates.put(RateLimits.RateCategory.LEAKS, rate(Setting.RATE_LEAKS));
      return rates;
    }

    private int rate(Setting setting) {
      return integer(setting, 0, 1_000_000);
    }
  }
}
