package dev.signet.identity.leaks;

import dev.signet.base.json.JsonFields;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretScanner;
import dev.signet.web.http.Access;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import dev.signet.web.limits.ClientNetwork;
import dev.signet.web.limits.RateLimits;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The route that accepts leak reports. Any finder of a secret may report it, and gets the same
/// response whatever the secret was.
public final class LeakRoutes {
  private static final int MAX_TEXT = 1024 * 1024;
  private static final int MAX_VALUE = 20_000;
  private static final int MAX_URL = 2_000;
  private static final int MAX_SECRETS = 100;
  private static final Pattern SOURCE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,31}");

  private static final Response REPORTED =
      Response.json(
              202,
              new ReportedView(
                  "Thank you. Any secrets of this server in the report have been dealt with."))
          .noStore();

  private record ReportedView(String message) {}

  private final Leaks leaks;
  private final RateLimits limits;

  public LeakRoutes(Leaks leaks, RateLimits limits) {
    this.leaks = leaks;
    this.limits = limits;
  }

  public void mount(Router router) {
    router.post(
        "/api/v1/leaks",
        new Access.Open(
            "the finder of a secret has no credential here, and can only have the secret disabled"),
        this::report);
  }

  private Response report(Request request) {
    requireRateLimit(request);
    request.allowOnlyQuery();
    var fields = request.fields();
    var value = fields.anyText("value", MAX_VALUE);
    var text = fields.anyText("text", MAX_TEXT);
    var source =
        fields
            .singleLine("source", 100)
            .flatMap(name ->
                SOURCE.matcher(name).matches()
                    ? Optional.of(name)
                    : fields.addError(
                        "source", "must be a short name in lower case, such as github"));
    var url = url(fields);
    if (value.isPresent() && text.isPresent()) {
      fields.addError("text", "must not be given beside value");
    } else if (value.isEmpty() && text.isEmpty()) {
      fields.addMissing("value");
    }
    fields.finish();
    var secrets = secretsIn(value.or(() -> text).orElse(""), url.orElse(""));
    leaks.report(secrets, source, url.map(SecretScanner::maskSecrets), request.context());
    return REPORTED;
  }

  /// A separate rate limit, besides that of all open paths: one call makes about a hundred lookups.
  private void requireRateLimit(Request request) {
    limits
        .take(RateLimits.RateCategory.LEAKS, ClientNetwork.of(request.context().address()))
        .ifPresent(wait -> {
          throw Refused.tooManyRequests(wait, "rate limit of leak reports");
        });
  }

  private static Optional<String> url(JsonFields fields) {
    return fields
        .singleLine("url", MAX_URL)
        .flatMap(text ->
            isWeb(text)
                ? Optional.of(text)
                : fields.addError("url", "must be an http or https URL"));
  }

  private static boolean isWeb(String text) {
    try {
      var url = URI.create(text);
      return url.getHost() != null
          && ("https".equalsIgnoreCase(url.getScheme())
              || "http".equalsIgnoreCase(url.getScheme()));
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /// The distinct secrets in these texts. It stops at the first one above the limit: until then
  /// their total length is bounded by that of the texts. They are compared as strings, because
  /// strings are ordered: otherwise many strings with the same hash code would each be compared
  /// with all others.
  static List<Secret> secretsIn(String... texts) {
    var secrets = new LinkedHashSet<String>();
    for (var text : texts) {
      SecretScanner.scanText(
          text,
          (_, secret) -> {
            secrets.add(secret.get().reveal());
            return secrets.size() <= MAX_SECRETS;
          });
    }
    if (secrets.size() > MAX_SECRETS) {
      throw Refused.malformed(
          "The text contains more than "
              + MAX_SECRETS
              + " strings that could be secrets of this server; report them in several calls");
    }
    return secrets.stream().map(Secret::of).toList();
  }
}
