package dev.signet.app;

import dev.signet.authorization.apps.AppSettings;
import dev.signet.base.secrets.Bcrypt;
import dev.signet.identity.leaks.LeakPolicy;
import dev.signet.identity.registration.RegistrationPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A setting: a `--name` flag, or a `SIGNET_NAME` variable. This is the complete list; the
/// reference in `docs/settings.md` is generated from it.
enum Setting {
  PORT("8080", Config.Posture.DEV, SettingType.whole(0, 65535), "The port on loopback."),
  ISSUER(
      "",
      Config.Posture.SERVE,
      SettingType.text(),
      "The public URL of this server, which tokens carry as `iss`. Required."),
  LISTEN("127.0.0.1:8080", Config.Posture.SERVE, SettingType.text(), "HOST:PORT to listen on."),
  TLS_AT_PROXY(
      "false",
      Config.Posture.SERVE,
      SettingType.flag(),
      "Whether an `http` issuer off loopback is allowed, because TLS ends at a proxy under another"
          + " name."),
  DATA(
      "./signet-data",
      null,
      SettingType.text(),
      "The folder for the database, the master key and the first operator key."),
  DATABASE(
      "",
      null,
      SettingType.text(),
      "`sqlite:PATH` or `postgresql://USER:PASSWORD@HOST:PORT/NAME`; `signet.db` in the data folder"
          + " when not set."),
  DATABASE_FILE("", null, SettingType.text(), "A file that contains the value of `database`."),
  NEW_DATABASE(
      "false",
      null,
      SettingType.flag(),
      "Whether the server may create an empty database where the data folder has keys of an earlier"
          + " one."),
  MASTER_KEY(
      "",
      null,
      SettingType.text(),
      "The master key, 32 bytes in base64 or as 64 hexadecimal digits (`openssl rand -base64 32`"
          + " creates one). If it is given in none of the three ways, the server uses the file"
          + " `master.key` in the data folder, which it creates at the first start."),
  MASTER_KEY_FILE("", null, SettingType.text(), "An existing file with the master key."),
  MASTER_KEY_COMMAND("", null, SettingType.text(), "A command that prints the master key."),
  OPERATOR_KEY(
      "",
      null,
      SettingType.text(),
      "The first operator key, instead of a new one. Used only at the first start over an empty"
          + " database; best given as a variable."),
  OPERATOR_KEY_FILE("", null, SettingType.text(), "A file with the first operator key."),
  TOKEN_ALG(
      "RS256",
      null,
      new SettingType.Choice(List.of("RS256", "ES256", "EdDSA")),
      "The signature algorithm of tokens."),
  KEY_ROTATION(
      "90d",
      null,
      SettingType.time(Duration.ofHours(1), Duration.ofDays(3650)),
      "How long a signing key is used before it is rotated."),
  REFRESH_LIFETIME(
      "30d",
      null,
      SettingType.time(Duration.ofMinutes(1), Duration.ofDays(365)),
      "How long a refresh token is valid."),
  REFRESH_MAX_LIFETIME(
      "180d",
      null,
      SettingType.time(Duration.ofMinutes(1), Duration.ofDays(3650)),
      "How long a refresh token and its successors are valid in total. After"
          + " that the client has to authenticate again."),
  PUBLIC_REFRESH_WINDOW(
      "10m",
      null,
      SettingType.time(Duration.ofSeconds(30), Duration.ofMinutes(30)),
      "How long a public client may repeat a refresh and gets the same tokens: programs on users'"
          + " computers do so minutes later. Tokens that are bound to a key always have 30"
          + " seconds."),
  REFRESH_NEEDS_CLIENT(
      "false",
      null,
      SettingType.flag(),
      "Whether `/oauth/refresh` requires client authentication as well."),
  FAPI2(
      "false",
      null,
      SettingType.flag(),
      "Whether every agent must follow the FAPI 2.0 Security Profile. Otherwise only agents with"
          + " `fapi2` must."),
  JWKS_PRIVATE_ADDRESSES(
      "",
      null,
      SettingType.flag(),
      "Whether a `jwksUri` may point to this machine and to private networks. By default `true` for"
          + " `dev` and `false` for `serve`."),
  WEBHOOK_PRIVATE_ADDRESSES(
      "",
      null,
      SettingType.flag(),
      "Whether a webhook may lead to this machine and to private networks. By default `true` for"
          + " `dev` and `false` for `serve`."),
  WEBHOOK_NETWORKS(
      "",
      null,
      SettingType.text(),
      "Private networks to which webhooks may lead in any case: CIDR blocks within the private"
          + " ranges, such as `10.20.0.0/16`, separated by commas."),
  DENIED_NETWORKS(
      "",
      null,
      SettingType.text(),
      "Networks to which neither webhooks nor a `jwksUri` may lead, whatever other settings say:"
          + " CIDR blocks or addresses, separated by commas. For internal networks with public"
          + " addresses."),
  DPOP_WINDOW(
      "60s",
      null,
      SettingType.time(Duration.ofSeconds(5), Duration.ofMinutes(5)),
      "How far the time in a DPoP proof may differ from this server's, either way."),
  DPOP_NONCE(
      "false",
      null,
      SettingType.flag(),
      "Whether a DPoP proof must contain a nonce from this server."),
  SECRET_HASH(
      "keyed",
      null,
      SettingType.oneOf(Config.SecretHash.class),
      "How client secrets are hashed: `keyed` (HMAC-SHA-256 under the master key) or `bcrypt`."),
  BCRYPT_COST("10", null, SettingType.whole(4, Bcrypt.MAX_COST), "The cost of new bcrypt hashes."),
  AUDIT_RETENTION(
      "90d",
      null,
      SettingType.time(Duration.ofDays(2), Duration.ofDays(36500)),
      "How long audit events are kept."),
  AUDIT_INTROSPECTION(
      "false",
      null,
      SettingType.flag(),
      "Whether each introspection is an audit event (`token.introspected`)."),
  AUDIT_ANONYMOUS_RATE(
      "20",
      null,
      SettingType.whole(1, 1_000_000),
      "How many events per second the audit log accepts from all unauthenticated callers together,"
          + " such as failed authentications, with bursts of ten times as many. Further ones are"
          + " only counted."),
  LEAKS(
      "revoke",
      null,
      SettingType.oneOf(LeakPolicy.class),
      "What happens to a credential or key that is reported as leaked: `revoke`, or `quarantine`"
          + " until an operator releases it. Its tokens are revoked in either case."),
  REGISTRATION(
      "",
      null,
      SettingType.oneOf(RegistrationPolicy.class),
      "Who may register an agent without an operator key: no caller (`closed`), callers with an"
          + " invite (`invite`) or every caller (`open`). By default `open` for `dev` and `closed`"
          + " for `serve`."),
  REGISTRATION_RATE(
      "20",
      null,
      SettingType.whole(1, 100_000),
      "Registration attempts per hour from one address, except those of operators."),
  REGISTRATION_MAX_UNCLAIMED(
      "1000",
      null,
      SettingType.whole(1, 10_000_000),
      "How many agents that registered themselves may wait for an operator to claim them."),
  REGISTRATION_UNUSED(
      "24h",
      null,
      SettingType.time(Duration.ofMinutes(10), Duration.ofDays(365)),
      "When to decommission an agent that registered itself and was neither claimed nor used."),
  REGISTRATION_IDLE(
      "30d",
      null,
      SettingType.time(Duration.ofDays(1), Duration.ofDays(3650)),
      "When to decommission an agent that registered itself and was not claimed, counted from its"
          + " last use."),
  APPS(
      "",
      null,
      SettingType.oneOf(AppSettings.AppAcceptance.class),
      "Which apps (clients that describe themselves, and are not registered by an operator) users"
          + " may allow to act for them: none (`off`), those of the hosts in `app-hosts` (`known`)"
          + " or all (`open`). By default `open` for `dev` and `known` for `serve`; `off` with"
          + " `fapi2`."),
  APP_HOSTS(
      "",
      null,
      SettingType.text(),
      "The hosts whose apps are trusted, such as `claude.ai,chatgpt.com,relay:vscode.dev`,"
          + " separated by commas. `relay:` marks a host that hands what it receives on to a"
          + " program on the user's computer."),
  REGISTRATION_APPS(
      "",
      null,
      SettingType.oneOf(AppSettings.AppRegistrationPolicy.class),
      "Which apps may register themselves at `/oauth/register`: none (`closed`) or all (`open`). By"
          + " default `open` for `dev` and `closed` for `serve`."),
  DEFAULT_TIER(
      "unlimited",
      null,
      SettingType.text(),
      "The tier of new organizations, which decides their limits. Until it exists, no organization"
          + " can be created."),
  TRUSTED_PROXIES(
      "",
      null,
      SettingType.text(),
      "Addresses or CIDR blocks, separated by commas, whose `X-Forwarded-For` is trusted, or"
          + " `none`. By default none, and `serve` warns about that if the issuer is https."),
  MAX_CONNECTIONS(
      "",
      null,
      SettingType.whole(1, 1_000_000),
      "The maximum number of connections. By default one for each 96 KiB of the heap, at most"
          + " 20000, and fewer than the process may have file descriptors."),
  MAX_CONNECTIONS_PER_ADDRESS(
      "",
      null,
      SettingType.whole(1, 1_000_000),
      "The maximum number of connections from one address (IPv6: one /64), except trusted proxies."
          + " By default a quarter of all."),
  RATE_TOKEN(
      "200",
      null,
      SettingType.whole(0, 1_000_000),
      "Token requests per second for each client; 0 for no limit."),
  RATE_INTROSPECTION(
      "20000",
      null,
      SettingType.whole(0, 1_000_000),
      "Introspections and revocations per second for each caller; 0 for no limit."),
  RATE_MANAGEMENT(
      "500",
      null,
      SettingType.whole(0, 1_000_000),
      "Management calls per second for each operator key or agent; 0 for no limit."),
  RATE_PUBLIC(
      "2000",
      null,
      SettingType.whole(0, 1_000_000),
      "Calls of public paths per second for each address; 0 for no limit."),
  RATE_LEAKS(
      "5",
      null,
      SettingType.whole(0, 1_000_000),
      "Reports of leaked secrets per second for each address; 0 for no limit."),
  FAILURES_PER_SECRET(
      "10",
      null,
      SettingType.whole(1, 1_000_000),
      "Failed authentications per minute with one wrong secret from one address. Beyond each of"
          + " these limits a failure is answered with 429 and not recorded; a right secret is never"
          + " refused."),
  FAILURES_PER_CLIENT_AND_ADDRESS(
      "10",
      null,
      SettingType.whole(1, 1_000_000),
      "Different wrong secrets per minute for one client from one address."),
  FAILURES_PER_ADDRESS(
      "100",
      null,
      SettingType.whole(1, 1_000_000),
      "Different wrong secrets per minute from one address."),
  FAILURES_PER_CLIENT(
      "100",
      null,
      SettingType.whole(1, 1_000_000),
      "Different wrong secrets per minute for one client from all addresses."),
  DATABASE_WAIT(
      "0s",
      null,
      SettingType.time(Duration.ZERO, Duration.ofMinutes(10)),
      "How long a start waits for a PostgreSQL that cannot be reached yet. Then the process ends."),
  DRAIN(
      "",
      null,
      SettingType.time(Duration.ZERO, Duration.ofMinutes(5)),
      "How long the server goes on serving after a stop signal, while `/health/ready` responds with"
          + " 503 and load balancers switch to other servers. By default `5s` for"
          + " `serve` and `0s` for `dev`."),
  LOG_FORMAT("text", null, SettingType.oneOf(Config.LogFormat.class), "The format of the log."),
  LOG_REQUESTS(
      "false",
      null,
      SettingType.flag(),
      "Whether each request is logged: route, status, time, caller."),
  LOG_LEVEL(
      "info",
      null,
      SettingType.oneOf(Config.LogLevel.class),
      "The least severe messages that are logged.");

  /// Settings whose values are never logged, shown by `doctor` or repeated in errors. A command can
  /// contain a secret, such as the password of a key store.
  private static final Set<String> SECRET =
      Set.of("master-key", "master-key-command", "operator-key", "database");

  private final String defaultValue;
  private final Config.@Nullable Posture onlyIn;

  @SuppressWarnings("ImmutableEnumChecker") // its records hold numbers, durations and List.copyOf
  private final SettingType type;

  private final String description;

  Setting(String fallback, Config.@Nullable Posture only, SettingType type, String says) {
    this.defaultValue = fallback;
    this.onlyIn = only;
    this.type = type;
    this.description = says;
  }

  /// `token-alg`
  String flag() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// `SIGNET_TOKEN_ALG`
  String variable() {
    return "SIGNET_" + name();
  }

  String defaultValue() {
    return defaultValue;
  }

  SettingType type() {
    return type;
  }

  String description() {
    return description;
  }

  /// The description with the values, for help texts and the console.
  String help() {
    return type instanceof SettingType.Flag || type.range().isEmpty()
        ? description
        : description + " Values: " + type.range() + ".";
  }

  boolean isFor(Config.Posture posture) {
    return onlyIn == null || onlyIn == posture;
  }

  boolean isSecret() {
    return SECRET.contains(flag());
  }
}
