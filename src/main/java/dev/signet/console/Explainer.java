package dev.signet.console;

import dev.signet.base.callers.Origin;
import dev.signet.base.json.Json;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretFormat;
import dev.signet.base.secrets.SecretKind;
import dev.signet.console.Finding.Fact;
import dev.signet.events.audit.EventView.Actor;
import dev.signet.events.audit.Told;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.apikeys.ApiKey;
import dev.signet.identity.apikeys.ApiKeys;
import dev.signet.identity.credentials.Credential;
import dev.signet.identity.credentials.Credentials;
import dev.signet.identity.operatorkeys.OperatorKey;
import dev.signet.identity.operatorkeys.OperatorKeys;
import dev.signet.tokens.issuing.Examined;
import dev.signet.tokens.issuing.Examined.End;
import dev.signet.tokens.issuing.Examiner;
import dev.signet.tokens.issuing.LiveAccess;
import dev.signet.tokens.signingkeys.KnownKey;
import dev.signet.tokens.signingkeys.SigningKeys;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Says in words what somebody has in his hand, and why it works or does not.
final class Explainer {
  private final Examiner examiner;
  private final SigningKeys keys;
  private final OperatorKeys operators;
  private final Credentials credentials;
  private final ApiKeys apiKeys;
  private final Agents agents;
  private final Actors actors;
  private final Clock clock;
  private final String issuer;

  Explainer(
      Examiner examiner,
      SigningKeys keys,
      OperatorKeys operators,
      Credentials credentials,
      ApiKeys apiKeys,
      Agents agents,
      Actors actors,
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
  Finding explain(String text, Origin by) {
    return switch (examiner.examine(text, by)) {
      case Examined.Access access -> access(text, access);
      case Examined.Refresh refresh -> refresh(refresh);
      case Examined.NotOurs(var reason) ->
          secret(Secret.of(text)).orElseGet(() -> foreign(text, reason));
    };
  }

  private Finding access(String text, Examined.Access access) {
    var decoded = Decoded.of(text).orElse(null);
    if (access.token().isEmpty()) {
      return new Finding(
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
        .test()
        .ifPresent(made ->
            facts.add(Fact.of("Test token", "made by " + who(made) + ", to try the agent out")));
    facts.add(
        Fact.of(
            "Introspection",
            access.isAlive() ? "active, with the scopes: " + said(token.scopes()) : "not active"));
    return new Finding(
        "An access token",
        access.isAlive() ? "alive" : "dead",
        access.isAlive() ? alive(token.expiresAt()) : dead(access.ends()),
        also(access.ends()),
        facts,
        token.agent(),
        decoded,
        true);
  }

  private String audience(LiveAccess token) {
    return token.audience().equals(List.of(issuer))
        ? "this server"
        : String.join(", ", token.audience());
  }

  private static String said(Scopes scopes) {
    var text = scopes.toString();
    return text.isEmpty() ? "none" : text;
  }

  private List<Fact> signature(String kid) {
    var state =
        keys.known().stream()
            .filter(key -> key.kid().equals(kid))
            .map(KnownKey::status)
            .findFirst()
            .orElse("known");
    return List.of(Fact.of("Signature", "good, by our key " + kid + ", which is " + state));
  }

  private Finding refresh(Examined.Refresh refresh) {
    var facts =
        List.of(
            Fact.of("Family", refresh.family()),
            Fact.of(
                "Place in it",
                refresh.step() == 0 ? "the first" : "after " + times(refresh.step())),
            Fact.of("Scopes", said(refresh.scopes())),
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
    return new Finding(
        "A refresh token",
        refresh.isAlive() ? "alive" : "dead",
        refresh.isAlive() ? alive(refresh.expiresAt()) : dead(refresh.ends()),
        also(refresh.ends()),
        facts,
        refresh.agent(),
        null,
        true);
  }

  private static String times(int steps) {
    return Times.counted(steps, "refresh").replace("refreshs", "refreshes");
  }

  private String alive(Instant until) {
    return "Alive: it works until " + time(until) + ", unless somebody ends it before.";
  }

  private String dead(List<End> ends) {
    return ends.isEmpty() ? "Dead." : "Dead: " + because(ends.getFirst()) + ".";
  }

  private List<String> also(List<End> ends) {
    return ends.stream().skip(1).map(end -> sentence(because(end))).toList();
  }

  private static String sentence(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
  }

  private String because(End end) {
    return switch (end.cause()) {
      case OTHER_ISSUER -> "it says that another server made it";
      case TOO_LONG -> "it would be active for longer than any token of this server";
      case SIGNING_KEY_WITHDRAWN -> "the key that signed it was withdrawn";
      case NOT_YET -> "it says that it was made in the future; look at the clocks";
      case EXPIRED -> "it expired" + when(end);
      case AGENT_EXPIRED ->
          end.event().isEmpty()
              ? "its agent expired" + when(end)
              : "its agent had expired; the time that it was given"
                  + whenAndWho(end)
                  + " brings no old token back";
      case AGENT_DEACTIVATED -> "its agent was deactivated" + whenAndWho(end) + reason(end);
      case AGENT_DECOMMISSIONED -> "its agent was decommissioned" + whenAndWho(end);
      case REVOKED -> "it was revoked" + whenAndWho(end);
      case FAMILY_REVOKED -> "its refresh token was revoked" + whenAndWho(end);
      case REUSED ->
          "a refresh token of its family came a second time"
              + when(end)
              + ", so somebody else may have it, and the whole family was ended";
      case ALL_REVOKED -> "all tokens of its agent were revoked" + whenAndWho(end);
      case SECRET_LEAKED ->
          "a secret of its agent was reported as leaked"
              + when(end)
              + ", and all tokens were ended";
      case KEY_ROTATED ->
          "its agent was given another key" + whenAndWho(end) + ", and this is bound to an old one";
      case USED -> "it was used" + when(end) + "; another refresh token has taken its place";
      case ENDED_BEFORE ->
          "all tokens of its agent from that time have ended; the trail no longer says when";
    };
  }

  private String when(End end) {
    return end.at().map(time -> " " + at(time)).orElse("");
  }

  private String whenAndWho(End end) {
    return when(end) + end.event().map(event -> " by " + who(event)).orElse("");
  }

  private String who(Told event) {
    return actors.says(new Actor(event.actorType(), event.actorId()));
  }

  private static String reason(End end) {
    return end.event()
        .map(event -> Json.ours(event.metadata()).path("reason").asString(""))
        .filter(text -> !text.isEmpty())
        .map(text -> ": " + Said.plain(Said.name(text)))
        .orElse("");
  }

  /// `at 28 Mar 2026, 09:00 (5 min ago)`
  private String at(Instant time) {
    return "at " + time(time);
  }

  private String time(Instant time) {
    var times = new Times(clock.instant());
    return times.minute(time) + " (" + times.away(time) + ")";
  }

  /// A secret of ours that is no token.
  private Optional<Finding> secret(Secret secret) {
    var now = clock.instant();
    return Stream.<Optional<Finding>>of(
            operators.whose(secret).map(found -> operatorKey(found, now)),
            credentials.whose(secret).map(found -> clientSecret(found, now)),
            apiKey(secret))
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> recognised(secret));
  }

  private Finding operatorKey(OperatorKeys.Whose found, Instant now) {
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
    return plain(
        "An operator key’s secret",
        alive,
        why,
        List.of(
            Fact.of("Operator key", key.name()),
            Fact.of("Id", key.id().value()),
            Fact.of("May do", key.scopes().toString())),
        Optional.empty());
  }

  private Finding clientSecret(Credentials.Whose found, Instant now) {
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
    return new Finding(
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

  private Optional<Finding> apiKey(Secret secret) {
    return ApiKeys.isWellFormed(secret.reveal())
        ? apiKeys.known(secret).map(this::apiKey)
        : Optional.empty();
  }

  private Finding apiKey(ApiKeys.Known known) {
    var key = known.key();
    var isKey = known.kind() == SecretKind.API_KEY;
    var why =
        switch (key.state()) {
          case ApiKey.State.Active() -> "Alive: it says who the agent is.";
          case ApiKey.State.Prepared() -> "Alive: it takes the active key’s place when it is used.";
          case ApiKey.State.Ended(var at, var how) ->
              "Dead: it ended " + at(at) + ", by " + how.wire() + ".";
        };
    return plain(
        isKey ? "An API key" : "The rotation secret of an API key",
        !(key.state() instanceof ApiKey.State.Ended),
        why,
        List.of(Fact.of("API key", key.id().value()), Fact.at("Made", key.createdAt())),
        agents.current(key.agent()));
  }

  private static Finding plain(
      String what, boolean alive, String why, List<Fact> facts, Optional<Agent> agent) {
    return new Finding(
        what, alive ? "alive" : "dead", why, List.of(), facts, agent.orElse(null), null, true);
  }

  /// What has the form of a secret of ours, and is nobody's.
  private static Optional<Finding> recognised(Secret secret) {
    return Stream.of(SecretKind.values())
        .filter(kind -> SecretFormat.looksLike(kind, secret.reveal()))
        .findFirst()
        .map(kind ->
            plain(
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

  private Finding foreign(String text, String reason) {
    var decoded = Decoded.of(text);
    if (decoded.isEmpty()) {
      return new Finding(
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
    return new Finding(
        "A token that this server does not vouch for",
        "dead",
        "Dead here: " + notVerified(decoded.get(), reason),
        List.of(),
        List.of(Fact.of("Signature", "not good: " + reason)),
        null,
        decoded.get(),
        false);
  }

  private String notVerified(Decoded decoded, String reason) {
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
