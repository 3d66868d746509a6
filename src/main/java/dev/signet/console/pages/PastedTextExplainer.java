package dev.signet.console.pages;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.json.Json;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretFormat;
import dev.signet.base.secrets.SecretKind;
import dev.signet.console.pages.Explanation.Fact;
import dev.signet.console.parts.Notice;
import dev.signet.console.parts.TimeFormat;
import dev.signet.events.audit.AuditRecord;
import dev.signet.events.audit.EventView.Actor;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.apikeys.ApiKey;
import dev.signet.identity.apikeys.ApiKeys;
import dev.signet.identity.credentials.Credential;
import dev.signet.identity.credentials.Credentials;
import dev.signet.identity.operatorkeys.OperatorKey;
import dev.signet.identity.operatorkeys.OperatorKeys;
import dev.signet.tokens.issuing.AccessToken;
import dev.signet.tokens.issuing.TokenExplainer;
import dev.signet.tokens.issuing.TokenExplanation;
import dev.signet.tokens.issuing.TokenExplanation.TokenEnd;
import dev.signet.tokens.signingkeys.PublishedSigningKey;
import dev.signet.tokens.signingkeys.SigningKeys;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Says in words what somebody has in his hand, and why it works or does not.
final class PastedTextExplainer {
  private final TokenExplainer examiner;
  private final SigningKeys keys;
  private final OperatorKeys operators;
  private final Credentials credentials;
  private final ApiKeys apiKeys;
  private final Agents agents;
  private final ActorNames actors;
  private final Clock clock;
  private final String issuer;

  PastedTextExplainer(
      TokenExplainer examiner,
      SigningKeys keys,
      OperatorKeys operators,
      Credentials credentials,
      ApiKeys apiKeys,
      Agents agents,
      ActorNames actors,
      Clock clock,
      String issuer) {
    this.examiner = examiner;
    this.keys = keys;
    this.operators = operators;
    this.credentials = credentials;
    this.apiKeys = apiKeys;
    this.agents = agents;
    this.actors = actors;
    this.clock = clock;
    this.issuer = issuer;
  }

  /// Never throws, whatever it is given, and repeats no secret.
  Explanation explain(String text, RequestContext by) {
    return switch (examiner.explain(text, by)) {
      case TokenExplanation.AccessTokenExplanation access -> accessToken(text, access);
      case TokenExplanation.RefreshTokenExplanation refresh -> refreshToken(refresh);
      case TokenExplanation.ForeignToken(var reason) ->
          secret(Secret.of(text)).orElseGet(() -> foreign(text, reason));
    };
  }

  private Explanation accessToken(String text, TokenExplanation.AccessTokenExplanation access) {
    var decoded = DecodedToken.of(text).orElse(null);
    if (access.token().isEmpty()) {
      return new Explanation(
          "A token with our signature",
          "dead",
          "Dead: no agent here is the one that it names.",
          List.of(),
          signature(access.kid()),
          null,
          decoded,
          true);
    }
    var token = access.token().get();
    var facts = new ArrayList<>(signature(access.kid()));
    facts.add(Fact.of("Issuer", token.issuer().equals(issuer) ? "this server" : "another server"));
    facts.add(Fact.of("Audience", audience(token)));
    facts.add(
        Fact.of(
            "Shown as",
            token.boundTo().isPresent()
                ? "DPoP, with a proof of the key " + token.boundTo().get().value()
                : "Bearer, by whoever holds it"));
    access
        .testTokenRecord()
        .ifPresent(made ->
            facts.add(
                Fact.of("Test token", "made by " + actorName(made) + ", to try the agent out")));
    facts.add(
        Fact.of(
            "Introspection",
            access.isActive()
                ? "active, with the scopes: " + scopesText(token.scopes())
                : "not active"));
    return new Explanation(
        "An access token",
        access.isActive() ? "alive" : "dead",
        access.isActive() ? activeText(token.expiresAt()) : inactiveText(access.ends()),
        otherReasons(access.ends()),
        facts,
        token.agent(),
        decoded,
        true);
  }

  private String audience(AccessToken token) {
    return token.audience().equals(List.of(issuer))
        ? "this server"
        : String.join(", ", token.audience());
  }

  private static String scopesText(Scopes scopes) {
    var text = scopes.toString();
    return text.isEmpty() ? "none" : text;
  }

  private List<Fact> signature(String kid) {
    var state =
        keys.publishedKeys().stream()
            .filter(key -> key.kid().equals(kid))
            .map(PublishedSigningKey::status)
            .findFirst()
            .orElse("known");
    return List.of(Fact.of("Signature", "good, by our key " + kid + ", which is " + state));
  }

  private Explanation refreshToken(TokenExplanation.RefreshTokenExplanation refresh) {
    var facts =
        List.of(
            Fact.of("Family", refresh.family()),
            Fact.of(
                "Place in it",
                refresh.step() == 0 ? "the first" : "after " + refreshCount(refresh.step())),
            Fact.of("Scopes", scopesText(refresh.scopes())),
            Fact.of(
                "Audience",
                refresh.audience().isEmpty()
                    ? "this server"
                    : String.join(", ", refresh.audience())),
            Fact.at("Issued", refresh.issuedAt()),
            Fact.at("Expires", refresh.expiresAt()),
            Fact.of(
                "Bound to the key",
                refresh
                    .boundTo()
                    .map(key -> key.value())
                    .orElse("none: whoever holds it uses it")));
    return new Explanation(
        "A refresh token",
        refresh.isActive() ? "alive" : "dead",
        refresh.isActive() ? activeText(refresh.expiresAt()) : inactiveText(refresh.ends()),
        otherReasons(refresh.ends()),
        facts,
        refresh.agent(),
        null,
        true);
  }

  private static String refreshCount(int steps) {
    return TimeFormat.quantity(steps, "refresh").replace("refreshs", "refreshes");
  }

  private String activeText(Instant until) {
    return "Alive: it works until " + time(until) + ", unless somebody ends it before.";
  }

  private String inactiveText(List<TokenEnd> ends) {
    return ends.isEmpty() ? "Dead." : "Dead: " + reasonText(ends.getFirst()) + ".";
  }

  private List<String> otherReasons(List<TokenEnd> ends) {
    return ends.stream().skip(1).map(end -> sentence(reasonText(end))).toList();
  }

  private static String sentence(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
  }

  private String reasonText(TokenEnd end) {
    return switch (end.cause()) {
      case OTHER_ISSUER -> "it says that another server made it";
      case TOO_LONG -> "it would be active for longer than any token of this server";
      case SIGNING_KEY_WITHDRAWN -> "the key that signed it was withdrawn";
      case NOT_YET -> "it says that it was made in the future; look at the clocks";
      case EXPIRED -> "it expired" + timeSuffix(end);
      case AGENT_EXPIRED ->
          end.event().isEmpty()
              ? "its agent expired" + timeSuffix(end)
              : "its agent had expired; the time that it was given"
                  + timeAndActorSuffix(end)
                  + " brings no old token back";
      case AGENT_DEACTIVATED ->
          "its agent was deactivated" + timeAndActorSuffix(end) + reasonSuffix(end);
      case AGENT_DECOMMISSIONED -> "its agent was decommissioned" + timeAndActorSuffix(end);
      case REVOKED -> "it was revoked" + timeAndActorSuffix(end);
      case FAMILY_REVOKED -> "its refresh token was revoked" + timeAndActorSuffix(end);
      case REUSED ->
          "a refresh token of its family came a second time"
              + timeSuffix(end)
              + ", so somebody else may have it, and the whole family was ended";
      case ALL_REVOKED -> "all tokens of its agent were revoked" + timeAndActorSuffix(end);
      case SECRET_LEAKED ->
          "a secret of its agent was reported as leaked"
              + timeSuffix(end)
              + ", and all tokens were ended";
      case KEY_ROTATED ->
          "its agent was given another key"
              + timeAndActorSuffix(end)
              + ", and this is bound to an old one";
      case USED -> "it was used" + timeSuffix(end) + "; another refresh token has taken its place";
      case ENDED_BEFORE ->
          "all tokens of its agent from that time have ended; the trail no longer says when";
    };
  }

  private String timeSuffix(TokenEnd end) {
    return end.at().map(time -> " " + at(time)).orElse("");
  }

  private String timeAndActorSuffix(TokenEnd end) {
    return timeSuffix(end) + end.event().map(event -> " by " + actorName(event)).orElse("");
  }

  private String actorName(AuditRecord event) {
    return actors.description(new Actor(event.actorType(), event.actorId()));
  }

  private static String reasonSuffix(TokenEnd end) {
    return end.event()
        .map(event -> Json.parseOwn(event.metadata()).path("reason").asString(""))
        .filter(text -> !text.isEmpty())
        .map(text -> ": " + Notice.plain(Notice.name(text)))
        .orElse("");
  }

  /// `at 28 Mar 2026, 09:00 (5 min ago)`
  private String at(Instant time) {
    return "at " + time(time);
  }

  private String time(Instant time) {
    var times = new TimeFormat(clock.instant());
    return times.minute(time) + " (" + times.relative(time) + ")";
  }

  /// A secret of ours that is no token.
  private Optional<Explanation> secret(Secret secret) {
    var now = clock.instant();
    return Stream.<Optional<Explanation>>of(
            operators.findBySecret(secret).map(found -> operatorKey(found, now)),
            credentials.findBySecret(secret).map(found -> clientSecret(found, now)),
            apiKey(secret))
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> secretByPrefix(secret));
  }

  private Explanation operatorKey(OperatorKeys.OperatorKeyMatch found, Instant now) {
    var key = found.key();
    var why =
        found.isCurrent()
            ? switch (key.status(now)) {
              case ACTIVE -> "Alive: it opens this server’s API and console.";
              case EXPIRED -> "Dead: it expired " + key.expiresAt().map(this::at).orElse("") + ".";
              case REVOKED ->
                  key.quarantine().isPresent()
                      ? "Dead for now: it is in quarantine since it leaked."
                      : "Dead: it was revoked " + key.revokedAt().map(this::at).orElse("") + ".";
            }
            : "Dead: the key was rotated, and has another secret since.";
    var alive = found.isCurrent() && key.status(now) == OperatorKey.Status.ACTIVE;
    return explanation(
        "An operator key’s secret",
        alive,
        why,
        List.of(
            Fact.of("Operator key", key.name()),
            Fact.of("Id", key.id().value()),
            Fact.of("May do", key.scopes().toString())),
        Optional.empty());
  }

  private Explanation clientSecret(Credentials.CredentialMatch found, Instant now) {
    var credential = found.credential();
    var agent = found.agent();
    var isExpired = credential.expiresAt().filter(end -> !end.isAfter(now)).isPresent();
    var why =
        switch (credential.status()) {
          case REVOKED ->
              "Dead: its credential was revoked "
                  + credential.revokedAt().map(this::at).orElse("")
                  + ".";
          case QUARANTINED -> "Dead for now: its credential is in quarantine since it leaked.";
          case ACTIVE ->
              isExpired
                  ? "Dead: its credential expired "
                      + credential.expiresAt().map(this::at).orElse("")
                      + "."
                  : agent.mayGetTokens(now)
                      ? "It is a secret of a credential that gets tokens, unless it was rotated."
                      : "Its credential counts, but its agent may get no tokens now.";
        };
    return new Explanation(
        "A client secret",
        credential.status() == Credential.Status.ACTIVE && !isExpired ? "unknown" : "dead",
        why,
        List.of(),
        List.of(
            Fact.of("Credential", credential.id().value()),
            Fact.of("Client id", credential.clientId())),
        agent,
        null,
        true);
  }

  private Optional<Explanation> apiKey(Secret secret) {
    return ApiKeys.isWellFormed(secret.reveal())
        ? apiKeys.findBySecret(secret).map(this::apiKey)
        : Optional.empty();
  }

  private Explanation apiKey(ApiKeys.ApiKeyMatch known) {
    var key = known.key();
    var isKey = known.kind() == SecretKind.API_KEY;
    var why =
        switch (key.state()) {
          case ApiKey.State.Active() -> "Alive: it says who the agent is.";
          case ApiKey.State.Prepared() -> "Alive: it takes the active key’s place when it is used.";
          case ApiKey.State.Ended(var at, var how) ->
              "Dead: it ended " + at(at) + ", by " + how.wire() + ".";
        };
    return explanation(
        isKey ? "An API key" : "The rotation secret of an API key",
        !(key.state() instanceof ApiKey.State.Ended),
        why,
        List.of(Fact.of("API key", key.id().value()), Fact.at("Made", key.createdAt())),
        agents.findCurrent(key.agent()));
  }

  private static Explanation explanation(
      String what, boolean alive, String why, List<Fact> facts, Optional<Agent> agent) {
    return new Explanation(
        what, alive ? "alive" : "dead", why, List.of(), facts, agent.orElse(null), null, true);
  }

  /// What has the form of a secret of ours, and is nobody's.
  private static Optional<Explanation> secretByPrefix(Secret secret) {
    return Stream.of(SecretKind.values())
        .filter(kind -> SecretFormat.matchesFormat(kind, secret.reveal()))
        .findFirst()
        .map(kind ->
            explanation(
                switch (kind) {
                  case INVITE -> "An invite for an agent";
                  case SIGN_IN_LINK -> "A sign-in link for the console";
                  case SESSION -> "A session of the console";
                  case REFRESH_TOKEN -> "What looks like a refresh token";
                  default -> "What looks like a secret of a Signet server";
                },
                false,
                switch (kind) {
                  case INVITE, SIGN_IN_LINK, SESSION -> "It is no token, so nothing is told of it.";
                  default -> "Dead: it has the right form, but nothing here knows it.";
                },
                List.of(),
                Optional.empty()));
  }

  private Explanation foreign(String text, String reason) {
    var decoded = DecodedToken.of(text);
    if (decoded.isEmpty()) {
      return new Explanation(
          "No token of this server",
          "unknown",
          "This is neither a token nor a secret of this server’s: mistyped, cut off, or somebody"
              + " else’s.",
          List.of(),
          List.of(),
          null,
          null,
          false);
    }
    return new Explanation(
        "A token that this server does not vouch for",
        "dead",
        "Dead here: " + notVerified(decoded.get(), reason),
        List.of(),
        List.of(Fact.of("Signature", "not good: " + reason)),
        null,
        decoded.get(),
        false);
  }

  private String notVerified(DecodedToken decoded, String reason) {
    if (!reason.equals("no such key")) {
      return "it was not made by this server, or changed since (" + reason + ").";
    }
    var claimsUs =
        decoded.claims().stream()
            .anyMatch(line -> line.name().equals("iss") && line.value().equals(issuer));
    return claimsUs
        ? "it names this server, but a key that this server does not have. The key may have been"
            + " rotated: a retired one is forgotten when its last token has expired."
        : "no key of this server has signed it; another issuer’s token, most likely.";
  }
}
