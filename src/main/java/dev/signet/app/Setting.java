package dev.signet.app;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A setting: `--name`, or its `SIGNET_NAME` variable. These are all there are; the reference in
/// `docs/settings.md` is made from them.
enum Setting {
  PORT("8080", Config.Posture.DEV, "The port on loopback."),
  ISSUER(
      "",
      Config.Posture.SERVE,
      "The URL by which the world reaches this server; tokens carry it as `iss`. Required."),
  LISTEN("127.0.0.1:8080", Config.Posture.SERVE, "HOST:PORT to listen on."),
  TLS_AT_PROXY(
      "false",
      Config.Posture.SERVE,
      "Whether an `http` issuer off loopback is right, as TLS ends at a proxy under another name."),
  DATA(
      "./signet-data",
      null,
      "The folder for the database, the master key and the first operator key."),
  DATABASE(
      "",
      null,
      "`sqlite:PATH` or `postgresql://USER:PASSWORD@HOST:PORT/NAME`; `signet.db` in the data folder"
          + " when not set."),
  DATABASE_FILE("", null, "A file that says what `database` would."),
  NEW_DATABASE(
      "false",
      null,
      "Whether a start may make an empty database where the data folder has keys of an earlier"
          + " one."),
  MASTER_KEY(
      "",
      null,
      "The master key, 32 bytes in base64 or as 64 hexadecimal digits (`openssl rand -base64 32`"
          + " makes one). When it is given in none of these three ways, the file `master.key` in"
          + " the data folder, which is made at the first start."),
  MASTER_KEY_FILE("", null, "A file with the master key; it must be there."),
  MASTER_KEY_COMMAND("", null, "A command that prints the master key."),
  OPERATOR_KEY(
      "",
      null,
      "The first operator key, instead of a new one. Only the first start over an empty database"
          + " looks at it; best given as a variable."),
  OPERATOR_KEY_FILE("", null, "A file with the first operator key."),
  TOKEN_ALG("RS256", null, "How tokens are signed: `RS256`, `ES256` or `EdDSA`."),
  KEY_ROTATION("90d", null, "How long a signing key signs before it is rotated."),
  REFRESH_LIFETIME("30d", null, "How long a refresh token can be used, from 1m to 365d."),
  REFRESH_MAX_LIFETIME(
      "180d",
      null,
      "How long a refresh token and its successors can be used in all, from 1m to 3650d: then the"
          + " client has to authenticate again."),
  REFRESH_NEEDS_CLIENT(
      "false", null, "Whether `/oauth/refresh` asks for client authentication as well."),
  FAPI2(
      "false",
      null,
      "Whether every agent is held to the FAPI 2.0 Security Profile; else those whose `fapi2` says"
          + " so."),
  JWKS_PRIVATE_ADDRESSES(
      "",
      null,
      "Whether a `jwksUri` may lead to this machine and to private networks. When not set, `true`"
          + " for `dev` and `false` for `serve`."),
  DPOP_WINDOW(
      "60s",
      null,
      "How far the time in a DPoP proof may lie from this server's, either way, from 5s to 5m."),
  DPOP_NONCE("false", null, "Whether a DPoP proof has to carry a nonce that this server gave."),
  SECRET_HASH(
      "keyed",
      null,
      "How client secrets are stored: `keyed` (HMAC-SHA-256 under the master key) or `bcrypt`."),
  BCRYPT_COST("10", null, "The cost of bcrypt hashes that are made here, from 4 to 12."),
  AUDIT_RETENTION("90d", null, "How long audit events are kept, 2d at least."),
  AUDIT_INTROSPECTION(
      "false", null, "Whether each introspection is an audit event (`token.introspected`)."),
  AUDIT_ANONYMOUS_RATE(
      "20",
      null,
      "How many events a second the audit log takes from all unknown callers together, such as"
          + " failed authentications; ten times as many at once. Beyond it they are counted."),
  LEAKS(
      "revoke",
      null,
      "What becomes of a credential or key that is reported as leaked: `revoke`, or `quarantine`"
          + " until an operator releases it. Tokens are ended in either case."),
  REGISTRATION(
      "",
      null,
      "Who may register an agent without an operator key: nobody (`closed`), whoever shows an"
          + " invite (`invite`) or anybody (`open`). When not set, `open` for `dev` and `closed`"
          + " for `serve`."),
  REGISTRATION_RATE(
      "20", null, "Registrations that one address may try in an hour, operators apart."),
  REGISTRATION_MAX_UNCLAIMED(
      "1000",
      null,
      "How many agents that registered themselves may wait to be claimed by an operator."),
  REGISTRATION_UNUSED(
      "24h",
      null,
      "After how long an agent that registered itself is decommissioned, if it was neither claimed"
          + " nor used."),
  REGISTRATION_IDLE(
      "30d",
      null,
      "After how long without use an agent that registered itself is decommissioned, if it was not"
          + " claimed."),
  TRUSTED_PROXIES(
      "",
      null,
      "Addresses or CIDR blocks, separated by commas, whose `X-Forwarded-For` is believed, or"
          + " `none`. When not set, none, and `serve` warns of it if the issuer is https."),
  MAX_CONNECTIONS(
      "",
      null,
      "How many connections there may be at a time. When not set, one for each 96 KiB of the heap,"
          + " at most 20000, and fewer than the process may have file descriptors."),
  MAX_CONNECTIONS_PER_ADDRESS(
      "",
      null,
      "How many of them one address may have (IPv6: one /64), trusted proxies excepted. When not"
          + " set, a quarter of all."),
  RATE_TOKEN("200", null, "Token requests a second for each client; 0 for no limit."),
  RATE_INTROSPECTION(
      "20000", null, "Introspections and revocations a second for each caller; 0 for no limit."),
  RATE_MANAGEMENT(
      "500", null, "Management calls a second for each operator key or agent; 0 for no limit."),
  RATE_PUBLIC("2000", null, "Calls a second of open paths for each address; 0 for no limit."),
  RATE_LEAKS("5", null, "Reports of leaked secrets a second for each address; 0 for no limit."),
  FAILURES_PER_SECRET(
      "10",
      null,
      "Failed authentications a minute with one wrong secret from one address. Beyond each of these"
          + " figures a failure is answered with 429 and not recorded; a right secret never is."),
  FAILURES_PER_CLIENT_AND_ADDRESS(
      "10", null, "Different wrong secrets a minute for one client from one address."),
  FAILURES_PER_ADDRESS("100", null, "Different wrong secrets a minute from one address."),
  FAILURES_PER_CLIENT(
      "100", null, "Different wrong secrets a minute for one client from everywhere."),
  DRAIN(
      "",
      null,
      "How long the server goes on serving after it was told to stop, while `/health/ready` answers"
          + " 503 and load balancers turn to others, at most 5m. When not set, `5s` for `serve` and"
          + " `0s` for `dev`."),
  LOG_FORMAT("text", null, "`text` or `json`."),
  LOG_REQUESTS("false", null, "Whether each request is logged: route, status, time, caller."),
  LOG_LEVEL("info", null, "`error`, `warn`, `info` or `debug`.");

  /// Values that no log, no `doctor` and no fault repeats. A command can contain a secret, such as
  /// the password of a key store.
  private static final Set<String> SECRET =
      Set.of("master-key", "master-key-command", "operator-key", "database");

  private final String defaultValue;
  private final Config.@Nullable Posture onlyIn;
  private final String description;

  Setting(String fallback, Config.@Nullable Posture only, String says) {
    this.defaultValue = fallback;
    this.onlyIn = only;
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

  String description() {
    return description;
  }

  boolean isFor(Config.Posture posture) {
    return onlyIn == null || onlyIn == posture;
  }

  boolean isSecret() {
    return SECRET.contains(flag());
  }
}
