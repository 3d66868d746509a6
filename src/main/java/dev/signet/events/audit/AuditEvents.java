package dev.signet.events.audit;

import static dev.signet.events.catalog.EventField.flag;
import static dev.signet.events.catalog.EventField.number;
import static dev.signet.events.catalog.EventField.object;
import static dev.signet.events.catalog.EventField.objects;
import static dev.signet.events.catalog.EventField.text;
import static dev.signet.events.catalog.EventField.texts;
import static dev.signet.events.catalog.EventField.time;

import dev.signet.events.catalog.EventType;
import dev.signet.events.catalog.EventWords;
import java.util.List;

/// The types of the events of the audit log itself, and of those that several rooms record.
public final class AuditEvents {
  public static final EventType TOKEN_ISSUED =
      EventType.notSent(
              "token.issued",
              "a token was issued; the event is the record of the token. The actor is the agent if"
                  + " its client authenticated, and an operator, with `test` true, if a user"
                  + " created a test token in the console. `subject` is the user whose consent it"
                  + " was issued by, if there is one",
              "there may be thousands a second; `token.digest` has them")
          .fields(
              text("scope", "parcels:read"),
              text("kid", "k1"),
              texts("audience", "https://api.example.com"),
              text("jkt", "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs").optional(),
              flag("test", true).optional(),
              text("subject", "01970f3a-5b1c-7c1e-8a52-3d7f6b9c0e12").optional(),
              text("consent_id", "01970f3a-8d2c-7c1e-9b1a-0c5d7e6f8a94").optional(),
              time("expires_at"))
          .issuesToken()
          .text(words ->
              words.text("test").equals("true")
                  ? words.agentSentence("created a test token for", words.scopeSuffix())
                  : words.agentAsSubject() + " got a token" + words.scopeSuffix() + ".");

  public static final EventType TOKEN_REFRESHED =
      EventType.notSent(
              "token.refreshed",
              "a token was issued for a refresh token; the actor is `anonymous` if only the refresh"
                  + " token was sent",
              "there may be thousands a second; `token.digest` has them")
          .fields(
              text("scope", "parcels:read"),
              text("kid", "k1"),
              texts("audience", "https://api.example.com"),
              text("jkt", "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs").optional(),
              flag("test", true).optional(),
              text("subject", "01970f3a-5b1c-7c1e-8a52-3d7f6b9c0e12").optional(),
              text("consent_id", "01970f3a-8d2c-7c1e-9b1a-0c5d7e6f8a94").optional(),
              time("expires_at"))
          .issuesToken()
          .text(
              words -> words.agentAsSubject() + " refreshed its token" + words.scopeSuffix() + ".");

  /// Has indexes of its own.
  public static final EventType TOKEN_EXCHANGED =
      EventType.notSent(
              "token.exchanged",
              "an agent got a token for another one (RFC 8693); `subject` is the client id of the"
                  + " agent that it is about, and `subject_token` the token that was exchanged",
              "there may be thousands a second; `token.digest` has them")
          .fields(
              text("scope", "parcels:read"),
              text("kid", "k1"),
              texts("audience", "https://api.example.com"),
              text("jkt", "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs").optional(),
              text("subject", "cid_b7Jq2"),
              text("subject_token", "01970f3a-8d2c-7c1e-9b1a-0c5d7e6f8a90"),
              text("actor_token", "01970f3a-8d2c-7c1e-9b1a-0c5d7e6f8a92").optional(),
              text("delegation_id", "01970f3a-8d2c-7c1e-9b1a-0c5d7e6f8a94").optional(),
              text("may_act", "cid_h2Lq9").optional(),
              time("expires_at"))
          .issuesToken()
          .text(words -> words.agentAsSubject() + " exchanged a token" + words.scopeSuffix() + ".");

  public static final EventType AUTH_FAILED =
      EventType.sentToOrganization(
              "auth.failed",
              "a credential or operator key was not valid; `reason` has the cause. Webhooks receive"
                  + " it as a digest, with a count")
          .fields(
              text("method", "api_key").optional(),
              text("reason", "wrong_secret"),
              text("client_id", "cid_b7Jq2").optional(),
              text("detail", "…").optional())
          .text(AuditEvents::authenticationFailure);

  public static final EventType ACCESS_DENIED =
      EventType.notSent(
              "access.denied",
              "an authenticated caller was denied access: a missing `scope`, a call for another"
                  + " kind of caller, or data of another organization (`reason`). The first denial"
                  + " of a caller and `route` is recorded at once, and the number of further ones"
                  + " within a minute (`count`)",
              "any caller could trigger it at will")
          .fields(
              text("method", "GET"),
              text("route", "/api/v1/agents"),
              text("reason", "insufficient_scope"),
              text("scope", "agents:read").optional(),
              number("count", 1))
          .text(words ->
              words.actorSentence(
                  "called "
                      + words.text("method")
                      + " "
                      + words.text("route")
                      + (words.count("count") > 1 ? " repeatedly" : "")
                      + " and was refused: "
                      + words.spaced("reason")
                      + "."));

  public static final EventType SUPPRESSED =
      EventType.notSent(
              "audit.suppressed",
              "unknown callers caused more events within a minute than are recorded for them: the"
                  + " number of events not recorded (`count`, and by action in `actions`)",
              "unknown callers could trigger it at will")
          .fields(number("count", 20), object("actions"))
          .text(words ->
              words.quantity("count", "event")
                  + " of unknown callers were counted but not recorded, because there were too"
                  + " many.");

  public static final EventType EXPORTED =
      EventType.notSent(
              "audit.exported",
              "events, or their signatures (`what`), were exported",
              "reads are only recorded in the audit log")
          .fields(text("what", "events"))
          .text(words ->
              words.actorSentence("exported the " + words.text("what") + " of the audit log."));

  public static final EventType PRUNED =
      EventType.sentToOperators("audit.pruned", "retention deleted old events")
          .fields(number("event_count", 1000), number("chain_count", 1), time("before"))
          .text(words -> "Retention deleted " + words.quantity("event_count", "old event") + ".");

  public static final EventType ADOPTED =
      EventType.notSent(
              "audit.adopted",
              "the first start with an audit key signed the existing chains as they were;"
                  + " `chain_count`",
              "it happens once, before there are webhooks")
          .fields(number("chain_count", 2), text("kid", "a1"))
          .text(words ->
              "On its first start with an audit key, the server signed "
                  + words.quantity("chain_count", "older chain")
                  + " of the audit log.");

  public static final EventType RECOVERED =
      EventType.sentToOperators(
              "audit.recovered",
              "a run of this server ended without signing its chain, and the next run signed it;"
                  + " `unwitnessed_event_count` is the number of events that were only in the"
                  + " database")
          .fields(
              text("chain_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"),
              number("seq", 1800),
              number("unwitnessed_event_count", 2))
          .text(words ->
              "The server had stopped without signing the end of the audit log; "
                  + words.quantity("unwitnessed_event_count", "event")
                  + " could not be compared with its own record.");

  public static final EventType CONTRADICTED =
      EventType.sentToOperators(
              "audit.contradicted",
              "the database contradicts this server's own record of what was written; always with"
                  + " outcome `failure`")
          .fields(
              text("chain_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"),
              number("seq", 1800),
              text("what", "the chain has another hash"))
          .text(words ->
              "The database does not contain what this server recorded in the audit log: "
                  + words.text("what")
                  + ".");

  public static final EventType LOST_WRITES =
      EventType.sentToOperators(
              "database.lost_writes",
              "a failover lost events that this server had recorded; tokens issued before are"
                  + " refused; always with outcome `failure`")
          .fields(
              text("chain_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"),
              number("lost_from_seq", 1799),
              number("lost_to_seq", 1800),
              number("lost_event_count", 2),
              text("lost_head_hash", "9f2c…"))
          .text(words ->
              "The database lost "
                  + words.quantity("lost_event_count", "event")
                  + " that this server had recorded; all tokens issued before are refused.");

  public static final EventType VERIFIED =
      EventType.sentToOperators(
              "audit.verified",
              "a user had the whole audit log checked in the console; with outcome `failure` if the"
                  + " check found faults")
          .fields(
              flag("valid", true),
              number("event_count", 1800),
              number("chain_count", 2),
              number("checkpoint_count", 40),
              number("unsigned_count", 3),
              objects("faults"))
          .text(words ->
              words.actorSentence(
                  "checked the audit log: "
                      + words.quantity("event_count", "event")
                      + (words.isFailure() ? ", and found faults." : ", and found no faults.")));

  /// All of them.
  public static final List<EventType> ALL =
      List.of(
          TOKEN_ISSUED,
          TOKEN_REFRESHED,
          TOKEN_EXCHANGED,
          AUTH_FAILED,
          ACCESS_DENIED,
          SUPPRESSED,
          EXPORTED,
          PRUNED,
          ADOPTED,
          RECOVERED,
          CONTRADICTED,
          LOST_WRITES,
          VERIFIED);

  private AuditEvents() {}

  private static String authenticationFailure(EventWords words) {
    var attempt =
        words.text("method").isEmpty()
            ? "Client authentication"
            : "Client authentication with " + words.spaced("method");
    var as = words.hasAgent() ? " as " + words.agentName() : "";
    return attempt + as + " failed: " + words.spaced("reason") + ".";
  }
}
