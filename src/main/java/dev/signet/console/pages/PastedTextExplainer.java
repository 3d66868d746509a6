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

/// Explains a pasted text: what it is, and why it is active or not.
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

  /// Explains any text without throwing, and never repeats a secret.
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
          "inactive",
          "Inactive: the agent that it names does not exist here.",
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
            "Presented as",
            token.boundTo().isPresent()
                ? "DPoP, with a proof signed with the key " + token.boundTo().get().value()
                : "Bearer"));
    access
        .testTokenRecord()
        .ifPresent(made -> facts.add(Fact.of("Test token", "created by " + actorName(made))));
    facts.add(
        Fact.of(
            "Introspection",
            access.isActive()
                ? "active, with the scopes: " + scopesText(token.scopes())
                : "not active"));
    return new Explanation(
        "An access token",
        access.isActive() ? "active" : "inactive",
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
    return List.of(Fact.of("Signature", "valid, by our key " + kid + " (" + state + ")"));
  }

  private Explanation refreshToken(TokenExplanation.RefreshTokenExplanation refresh) {
    var facts =
        List.of(
            Fact.of("Family", refresh.family()),
            Fact.of(
                "Position in the family",
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
                refresh.boundTo().map(key -> key.value()).orElse("not bound to a key")));
    return new Explanation(
        "A refresh token",
        refresh.isActive() ? "active" : "inactive",
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
    return "Active until " + time(until) + ", unless it is revoked before.";
  }

  private String inactiveText(List<TokenEnd> ends) {
    return ends.isEmpty() ? "Inactive." : "Inactive: " + reasonText(ends.getFirst()) + ".";
  }

  private List<String> otherReasons(List<TokenEnd> ends) {
    return ends.stream().skip(1).map(end -> sentence(reasonText(end))).toList();
  }

  private static String sentence(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
  }

  private String reasonText(TokenEnd end) {
    return switch (end.cause()) {
      case OTHER_ISSUER -> "its issuer is another server";
      case TOO_LONG -> "its lifetime is longer than that of any token of this server";
      case SIGNING_KEY_WITHDRAWN -> "the key that signed it was withdrawn";
      case NOT_YET -> "its issue time is in the future; check the clocks";
      case EXPIRED -> "it expired" + timeSuffix(end);
      case AGENT_EXPIRED ->
          end.event().isEmpty()
              ? "its agent expired" + timeSuffix(end)
              : "its agent had expired; the new expiry time set"
                  + timeAndActorSuffix(end)
                  + " does not reactivate old tokens";
      case AGENT_DEACTIVATED ->
          "its agent was deactivated" + timeAndActorSuffix(end) + reasonSuffix(end);
      case AGENT_DECOMMISSIONED -> "its agent was decommissioned" + timeAndActorSuffix(end);
      case ORGANIZATION_SUSPENDED -> "its agent's organization was suspended" + timeSuffix(end);
      case REVOKED -> "it was revoked" + timeAndActorSuffix(end);
      case FAMILY_REVOKED -> "its refresh token was revoked" + timeAndActorSuffix(end);
      case REUSED ->
          "a refresh token of its family was reused"
              + timeSuffix(end)
              + ", so it may have been stolen, and the whole family was revoked";
      case ALL_REVOKED -> "all tokens of its agent were revoked" + timeAndActorSuffix(end);
      case SECRET_LEAKED ->
          "a secret of its agent was reported as leaked"
              + timeSuffix(end)
              + ", and all tokens were revoked";
      case KEY_ROTATED ->
          "the DPoP key of its agent was rotated"
              + timeAndActorSuffix(end)
              + ", and this token is bound to an old key";
      case DELEGATION_ENDED -> "a delegation that it was exchanged through has ended";
      case EXCHANGED_FROM_ENDED -> "a token that it was exchanged from has ended";
      case NARROWED_TO_NOTHING ->
          "the delegations and agents that it was exchanged through allow nothing of it any more";
      case USED -> "it was used" + timeSuffix(end) + "; another refresh token has replaced it";
      case ENDED_BEFORE ->
          "all tokens of its agent from that time were revoked; the audit log no longer says when";
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

  /// A secret of this server that is not a token.
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
              case ACTIVE -> "Active: it gives access to this server’s API and console.";
              case EXPIRED ->
                  "Inactive: it expired " + key.expiresAt().map(this::at).orElse("") + ".";
              case REVOKED ->
                  key.quarantine().isPresent()
                      ? "Inactive for now: it is in quarantine because it leaked."
                      : "Inactive: it was revoked "
                          + key.revokedAt().map(this::at).orElse("")
                          + ".";
            }
            : "Inactive: the key was rotated and has another secret now.";
    var isActive = found.isCurrent() && key.status(now) == OperatorKey.Status.ACTIVE;
    return explanation(
        "An operator key’s secret",
        isActive,
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
              "Inactive: its credential was revoked "
                  + credential.revokedAt().map(this::at).orElse("")
                  + ".";
          case QUARANTINED ->
              "Inactive for now: its credential is in quarantine because it leaked.";
          case ACTIVE ->
              isExpired
                  ? "Inactive: its credential expired "
                      + credential.expiresAt().map(this::at).orElse("")
                      + "."
                  : agent.mayGetTokens(now)
                      ? "It belongs to a credential that can get tokens, unless this secret was"
                          + " rotated."
                      : "Its credential is active, but its agent cannot get tokens now.";
        };
    return new Explanation(
        "A client secret",
        credential.status() == Credential.Status.ACTIVE && !isExpired ? "unknown" : "inactive",
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
          case ApiKey.State.Active() -> "Active: it authenticates the agent.";
          case ApiKey.State.Prepared() ->
              "Active: it replaces the active key when it is first used.";
          case ApiKey.State.Ended(var at, var how) ->
              "Inactive: it ended " + at(at) + ", by " + how.wire() + ".";
        };
    return explanation(
        isKey ? "An API key" : "The rotation secret of an API key",
        !(key.state() instanceof ApiKey.State.Ended),
        why,
        List.of(Fact.of("API key", key.id().value()), Fact.at("Created", key.createdAt())),
        agents.findCurrent(key.agent()));
  }

  private static Explanation explanation(
      String what, boolean isActive, String why, List<Fact> facts, Optional<Agent> agent) {
    return new Explanation(
        what,
        isActive ? "active" : "inactive",
        why,
        List.of(),
        facts,
        agent.orElse(null),
        null,
        true);
  }

  /// A text with the format of a secret of this server, but unknown to it.
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
                  case WEBHOOK_SECRET -> "The secret of a webhook";
                  case REFRESH_TOKEN -> "A possible refresh token";
                  case AUTHORIZATION_CODE -> "An authorization code, which works once, for minutes";
                  default -> "A possible secret of a Signet server";
                },
                false,
                switch (kind) {
                  case INVITE, SIGN_IN_LINK, SESSION, WEBHOOK_SECRET, AUTHORIZATION_CODE ->
                      "It is not a token, so nothing about it is shown.";
                  default ->
                      "Inactive: it has the right format, but it is not known to this server.";
                },
                List.of(),
                Optional.empty()));
  }

  private Explanation foreign(String text, String reason) {
    var decoded = DecodedToken.of(text);
    if (decoded.isEmpty()) {
      return new Explanation(
          "Not a token of this server",
          "unknown",
          "This is neither a token nor a secret of this server: it may be mistyped, cut off, or"
              + " from another system.",
          List.of(),
          List.of(),
          null,
          null,
          false);
    }
    return new Explanation(
        "A token that this server cannot verify",
        "inactive",
        "Inactive here: " + notVerified(decoded.get(), reason),
        List.of(),
        List.of(Fact.of("Signature", "invalid: " + reason)),
        null,
        decoded.get(),
        false);
  }

  private String notVerified(DecodedToken decoded, String reason) {
    if (!reason.equals("no such key")) {
      return "it was not issued by this server, or was changed since (" + reason + ").";
    }
    var claimsUs =
        decoded.claims().stream()
            .anyMatch(line -> line.name().equals("iss") && line.value().equals(issuer));
    return claimsUs
        ? "it names this server as issuer, but a key that this server does not have. The key may"
            + " have been rotated: a retired key is deleted when its last token has expired."
        : "it was not signed with a key of this server; it is probably from another issuer.";
  }
}
