package dev.signet.app;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A setting: a `--name` flag, or a `SIGNET_NAME` variable. This is the complete list; the
/// reference in `docs/settings.md` is generated from it.
enum Setting {
  PORT("8080", Config.Posture.DEV, "The port on loopback."),
  ISSUER(
      "",
      Config.Posture.SERVE,
      "The public URL of this server, which tokens carry as `iss`. Required."),
  LISTEN("127.0.0.1:8080", Config.Posture.SERVE, "HOST:PORT to listen on."),
  TLS_AT_PROXY(
      "false",
      Config.Posture.SERVE,
      "Whether an `http` issuer off loopback is allowed, because TLS ends at a proxy under another"
          + " name."),
  DATA(
      "./signet-data",
      null,
      "The folder for the database, the master key and the first operator key."),
  DATABASE(
      "",
      null,
      "`sqlite:PATH` or `postgresql://USER:PASSWORD@HOST:PORT/NAME`; `signet.db` in the data folder"
          + " when not set."),
  DATABASE_FILE("", null, "A file that contains the value of `database`."),
  NEW_DATABASE(
      "false",
      null,
      "Whether the server may create an empty database where the data folder has keys of an earlier"
          + " one."),
  MASTER_KEY(
      "",
      null,
      "The master key, 32 bytes in base64 or as 64 hexadecimal digits (`openssl rand -base64 32`"
          + " creates one). If it is given in none of the three ways, the server uses the file"
          + " `master.key` in the data folder, which it creates at the first start."),
  MASTER_KEY_FILE("", null, "An existing file with the master key."),
  MASTER_KEY_COMMAND("", null, "A command that prints the master key."),
  OPERATOR_KEY(
      "",
      null,
      "The first operator key, instead of a new one. Used only at the first start over an empty"
          + " database; best given as a variable."),
  OPERATOR_KEY_FILE("", null, "A file with the first operator key."),
  TOKEN_ALG("RS256", null, "The signature algorithm of tokens: `RS256`, `ES256` or `EdDSA`."),
  KEY_ROTATION("90d", null, "How long a signing key is used before it is rotated."),
  REFRESH_LIFETIME("30d", null, "How long a refresh token is valid, from 1m to 365d."),
  REFRESH_MAX_LIFETIME(
      "180d",
      null,
      "How long a refresh token and its successors are valid in total, from 1m to 3650d. After"
          + " that the client has to authenticate again."),
  REFRESH_NEEDS_CLIENT(
      "false", null, "Whether `/oauth/refresh` requires client authentication as well."),
  FAPI2(
      "false",
      null,
      "Whether every agent must follow the FAPI 2.0 Security Profile. Otherwise only agents with"
          + " `fapi2` must."),
  JWKS_PRIVATE_ADDRESSES(
      "",
      null,
      "Whether a `jwksUri` may point to this machine and to private networks. By default `true` for"
          + " `dev` and `false` for `serve`."),
  WEBHOOK_PRIVATE_ADDRESSES(
      "",
      null,
      "Whether a webhook may lead to this machine and to private networks. By default `true` for"
          + " `dev` and `false` for `serve`."),
  WEBHOOK_NETWORKS(
      "",
      null,
      "Private networks to which webhooks may lead in any case: CIDR blocks within the private"
          + " ranges, such as `10.20.0.0/16`, separated by commas."),
  DPOP_WINDOW(
      "60s",
      null,
      "How far the time in a DPoP proof may differ from this server's, either way, from 5s to 5m."),
  DPOP_NONCE("false", null, "Whether a DPoP proof must contain a nonce from this server."),
  SECRET_HASH(
      "keyed",
      null,
      "How client secrets are hashed: `keyed` (HMAC-SHA-256 under the master key) or `bcrypt`."),
  BCRYPT_COST("10", null, "The cost of new bcrypt hashes, from 4 to 12."),
  AUDIT_RETENTION("90d", null, "How long audit events are kept, at least 2d."),
  AUDIT_INTROSPECTION(
      "false", null, "Whether each introspection is an audit event (`token.introspected`)."),
  AUDIT_ANONYMOUS_RATE(
      "20",
      null,
      "How many events per second the audit log accepts from all unauthenticated callers together,"
          + " such as failed authentications, with bursts of ten times as many. Further ones are"
          + " only counted."),
  LEAKS(
      "revoke",
      null,
      "What happens to a credential or key that is reported as leaked: `revoke`, or `quarantine`"
          + " until an operator releases it. Its tokens are revoked in either case."),
  REGISTRATION(
      "",
      null,
      "Who may register an agent without an operator key: no caller (`closed`), callers with an"
          + " invite (`invite`) or every caller (`open`). By default `open` for `dev` and `closed`"
          + " for `serve`."),
  REGISTRATION_RATE(
      "20", null, "Registration attempts per hour from one address, except those of operators."),
  REGISTRATION_MAX_UNCLAIMED(
      "1000",
      null,
      "How many agents that registered themselves may wait for an operator to claim them."),
  REGISTRATION_UNUSED(
      "24h",
      null,
      "When to decommission an agent that registered itself and was neither claimed nor used."),
  REGISTRATION_IDLE(
      "30d",
      null,
      "When to decommission an agent that registered itself and was not claimed, counted from its"
          + " last use."),
  TRUSTED_PROXIES(
      "",
      null,
      "Addresses or CIDR blocks, separated by commas, whose `X-Forwarded-For` is trusted, or"
          + " `none`. By default none, and `serve` warns about that if the issuer is https."),
  MAX_CONNECTIONS(
      "",
      null,
      "The maximum number of connections. By default one for each 96 KiB of the heap, at most"
          + " 20000, and fewer than the process may have file descriptors."),
  MAX_CONNECTIONS_PER_ADDRESS(
      "",
      null,
      "The maximum number of connections from one address (IPv6: one /64), except trusted proxies."
          + " By default a quarter of all."),
  RATE_TOKEN("200", null, "Token requests per second for each client; 0 for no limit."),
  RATE_INTROSPECTION(
      "20000", null, "Introspections and revocations per second for each caller; 0 for no limit."),
  RATE_MANAGEMENT(
      "500", null, "Management calls per second for each operator key or agent; 0 for no limit."),
  RATE_PUBLIC("2000", null, "Calls of public paths per second for each address; 0 for no limit."),
  RATE_LEAKS("5", null, "Reports of leaked secrets per second for each address; 0 for no limit."),
  FAILURES_PER_SECRET(
      "10",
      null,
      "Failed authentications per minute with one wrong secret from one address. Beyond each of"
          + " these limits a failure is answered with 429 and not recorded; a right secret is never"
          + " refused."),
  FAILURES_PER_CLIENT_AND_ADDRESS(
      "10", null, "Different wrong secrets per minute for one client from one address."),
  FAILURES_PER_ADDRESS("100", null, "Different wrong secrets per minute from one address."),
  FAILURES_PER_CLIENT(
      "100", null, "Different wrong secrets per minute for one client from all addresses."),
  DRAIN(
      "",
      null,
      "How long the server goes on serving after a stop signal, while `/health/ready` responds with"
          + " 503 and load balancers switch to other servers, at most 5m. By default `5s` for"
          + " `serve` and `0s` for `dev`."),
  LOG_FORMAT("text", null, "`text` or `json`."),
  LOG_REQUESTS("false", null, "Whether each request is logged: route, status, time, caller."),
  LOG_LEVEL("info", null, "`error`, `warn`, `info` or `debug`.");

  /// Settings whose values are never logged, shown by `doctor` or repeated in errors. A command can
  /// contain a secret, such as the password of a key store.
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
