package dev.signet.app;

import dev.signet.authorization.apps.AppSettings;
import dev.signet.authorization.apps.AppSettings.AppAcceptance;
import dev.signet.authorization.apps.AppSettings.AppRegistrationPolicy;
import dev.signet.base.db.BadDatabaseUrl;
import dev.signet.base.db.DatabaseUrl;
import dev.signet.base.fetch.AllowedAddresses;
import dev.signet.base.jose.SigningAlg;
import dev.signet.base.secrets.BadSecretFile;
import dev.signet.base.secrets.SecretFileReader;
import dev.signet.web.http.ClientAddresses;
import dev.signet.web.http.MaxConnections;
import dev.signet.web.limits.RateLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Parses settings, and collects their errors.
final class SettingReader {
  /// The value that trusts no proxy.
  private static final String NO_PROXIES = "none";

  private final Config.Posture posture;
  private final Map<String, String> values;
  private final List<String> faults = new ArrayList<>();

  SettingReader(Config.Posture posture, Map<String, String> values) {
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

  private <T> T read(Setting setting, Function<String, Optional<T>> parse, T atFault) {
    return read(setting, parse, atFault, setting.type().values());
  }

  <T> T read(Setting setting, Function<String, Optional<T>> parse, T atFault, String kind) {
    var parsed = parse.apply(text(setting));
    if (parsed.isEmpty()) {
      addFault(setting, "must be " + kind);
    }
    return parsed.orElse(atFault);
  }

  SigningAlg signingAlg(Setting setting) {
    return read(setting, SigningAlg::parse, SigningAlg.RS256);
  }

  <E extends Enum<E>> E oneOf(Setting setting, Class<E> type, E atFault) {
    return read(
        setting,
        text ->
            Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equalsIgnoreCase(text))
                .findFirst(),
        atFault);
  }

  /// Parses an enum constant; `absent` if the setting has no value.
  <E extends Enum<E>> E oneOf(Setting setting, Class<E> type, E atFault, E absent) {
    return text(setting).isEmpty() ? absent : oneOf(setting, type, atFault);
  }

  boolean flag(Setting setting) {
    if (!(setting.type() instanceof SettingType.Flag type)) {
      throw new IllegalArgumentException(setting + " is not a flag");
    }
    return read(setting, type::parse, false);
  }

  /// As [#flag(Setting)]; `absent` if the setting has no value.
  boolean flag(Setting setting, boolean absent) {
    return text(setting).isEmpty() ? absent : flag(setting);
  }

  int integer(Setting setting) {
    if (!(setting.type() instanceof SettingType.Whole type)) {
      throw new IllegalArgumentException(setting + " is not a number");
    }
    return read(setting, type::parse, type.min());
  }

  Duration duration(Setting setting) {
    if (!(setting.type() instanceof SettingType.Time type)) {
      throw new IllegalArgumentException(setting + " is not a duration");
    }
    return read(setting, type::parse, type.min());
  }

  Duration drain() {
    return text(Setting.DRAIN).isEmpty()
        ? switch (posture) {
          case DEV -> Duration.ZERO;
          case SERVE -> Duration.ofSeconds(5);
        }
        : duration(Setting.DRAIN);
  }

  InetSocketAddress listen() {
    if (posture == Config.Posture.DEV) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), integer(Setting.PORT));
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
      return Optional.of(new InetSocketAddress(text.substring(0, colon), port))
          .filter(address -> !address.isUnresolved());
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  Optional<String> issuer() {
    if (posture == Config.Posture.DEV) {
      return Optional.empty();
    }
    var tlsAtProxy = flag(Setting.TLS_AT_PROXY);
    var text = text(Setting.ISSUER);
    if (text.isEmpty()) {
      faults.add("--issuer (SIGNET_ISSUER) is required: the public URL of this server");
      return Optional.empty();
    }
    var fault = IssuerSetting.fault(text, tlsAtProxy);
    if (fault != null) {
      addFault(Setting.ISSUER, fault);
    }
    return Optional.of(text);
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

  Config.MasterKeySource masterKey(Path data) {
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
        .<Config.MasterKeySource>map(Config.MasterKeySource.EncodedKey::new)
        .or(() -> file.map(name -> new Config.MasterKeySource.ExternalFile(Path.of(name))))
        .or(() -> command.map(Config.MasterKeySource.CommandOutput::new))
        .orElseGet(() -> new Config.MasterKeySource.DataFolderFile(data.resolve("master.key")));
  }

  /// The private networks to which webhooks may lead.
  List<String> networks() {
    var blocks = blocks(Setting.WEBHOOK_NETWORKS);
    if (!blocks.stream().allMatch(AllowedAddresses::isPrivateNetwork)) {
      addFault(
          Setting.WEBHOOK_NETWORKS,
          "must be CIDR blocks within the private ranges, separated by commas");
      return List.of();
    }
    return blocks;
  }

  /// @param privateAddresses whether private addresses are allowed
  AllowedAddresses addresses(Setting privateAddresses, List<String> networks, List<String> denied) {
    return new AllowedAddresses(
        flag(privateAddresses, posture == Config.Posture.DEV), networks, denied);
  }

  /// The networks to which neither webhooks nor a `jwksUri` may lead.
  List<String> deniedNetworks() {
    var blocks = blocks(Setting.DENIED_NETWORKS);
    if (!blocks.stream().allMatch(AllowedAddresses::isNetwork)) {
      addFault(Setting.DENIED_NETWORKS, "must be addresses or CIDR blocks, separated by commas");
      return List.of();
    }
    return blocks;
  }

  /// The settings of apps, which are public clients for the most part: FAPI 2.0 has none.
  AppSettings apps() {
    var isFapi2 = flag(Setting.FAPI2);
    var isDev = posture == Config.Posture.DEV;
    var byDefault = isDev ? AppAcceptance.OPEN : AppAcceptance.KNOWN;
    var acceptance =
        oneOf(
            Setting.APPS,
            AppAcceptance.class,
            AppAcceptance.OFF,
            isFapi2 ? AppAcceptance.OFF : byDefault);
    if (isFapi2 && acceptance != AppAcceptance.OFF) {
      addFault(Setting.APPS, "must be off together with --fapi2");
    }
    var hosts =
        blocks(Setting.APP_HOSTS).stream()
            .map(AppSettings.TrustedHost::parse)
            .flatMap(Optional::stream)
            .toList();
    if (hosts.size() < blocks(Setting.APP_HOSTS).size()) {
      addFault(
          Setting.APP_HOSTS,
          "must be full names of hosts in lower case, each after relay: or nothing, separated by"
              + " commas");
    }
    return new AppSettings(
        acceptance,
        hosts.stream().map(AppSettings.TrustedHost::name).collect(Collectors.toSet()),
        hosts.stream()
            .filter(AppSettings.TrustedHost::isRelay)
            .map(AppSettings.TrustedHost::name)
            .collect(Collectors.toSet()),
        oneOf(
            Setting.REGISTRATION_APPS,
            AppRegistrationPolicy.class,
            AppRegistrationPolicy.CLOSED,
            isDev ? AppRegistrationPolicy.OPEN : AppRegistrationPolicy.CLOSED));
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
        integerOrZero(Setting.MAX_CONNECTIONS), integerOrZero(Setting.MAX_CONNECTIONS_PER_ADDRESS));
  }

  /// 0 when the setting has no value.
  private int integerOrZero(Setting setting) {
    return text(setting).isEmpty() ? 0 : integer(setting);
  }

  Map<RateLimits.RateCategory, Integer> rates() {
    var rates = new EnumMap<RateLimits.RateCategory, Integer>(RateLimits.RateCategory.class);
    rates.put(RateLimits.RateCategory.TOKEN, integer(Setting.RATE_TOKEN));
    rates.put(RateLimits.RateCategory.INTROSPECTION, integer(Setting.RATE_INTROSPECTION));
    rates.put(RateLimits.RateCategory.MANAGEMENT, integer(Setting.RATE_MANAGEMENT));
    rates.put(RateLimits.RateCategory.PUBLIC, integer(Setting.RATE_PUBLIC));
    rates.put(RateLimits.RateCategory.LEAKS, integer(Setting.RATE_LEAKS));
    return rates;
  }
}
