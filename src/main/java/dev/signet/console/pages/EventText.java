package dev.signet.console.pages;

import dev.signet.console.parts.Notice;
import dev.signet.console.parts.TimeFormat;
import dev.signet.events.audit.EventView;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// An event as a sentence: `“Ada” deactivated “courier”, which revoked 17 active tokens.`
///
/// A new action of the audit log is a line here; a test compares the actions with docs/audit.md.
final class EventText {
  private static final SortedMap<String, Function<EventText, String>> SENTENCES = sentences();

  private final EventView event;
  private final ActorNames.Names names;
  private final String reader;

  private EventText(EventView event, ActorNames.Names names, String reader) {
    this.event = event;
    this.names = names;
    this.reader = reader;
  }

  /// @param names the names of actors and agents in the event
  /// @param reader the id of the signed-in user, who is addressed as “you”
  static Notice of(EventView event, ActorNames.Names names, String reader) {
    var words = new EventText(event, names, reader);
    var sentence = SENTENCES.get(event.action());
    return Notice.of(
        sentence == null
            ? event.action() + ", by " + words.actorName() + "."
            : sentence.apply(words));
  }

  /// All actions that have a sentence.
  static List<String> actions() {
    return List.copyOf(SENTENCES.keySet());
  }

  private static SortedMap<String, Function<EventText, String>> sentences() {
    var all = new TreeMap<String, Function<EventText, String>>();
    all.put("agent.created", words -> words.agentSentence("registered"));
    all.put(
        "agent.updated", words -> words.agentSentence("changed", words.listSuffix("fields", ": ")));
    all.put(
        "agent.deactivated_with_revocation",
        words ->
            words.agentSentence(
                "deactivated", words.revokedTokensClause() + words.quotedReasonSuffix()));
    all.put("agent.reactivated", words -> words.agentSentence("reactivated"));
    all.put(
        "agent.decommissioned",
        words -> words.agentSentence("decommissioned", " permanently" + words.andTokensClause()));
    all.put(
        "agent.registered",
        words ->
            words.isFailure()
                ? "An attempt to register an agent was refused" + words.reasonSuffix() + "."
                : words.agentAsSubject() + " registered itself.");
    all.put("agent.claimed", words -> words.agentSentence("claimed"));
    all.put(
        "agent.reaped",
        words ->
            words.agentAsSubject()
                + " was decommissioned because it was neither claimed nor used.");
    all.put(
        "agent.dpop_key_rotated",
        words ->
            words.agentSentence(
                "rotated the DPoP key of",
                words.revokedTokensClause() + words.quotedReasonSuffix()));
    all.put("credential.generated", words -> words.agentSentence("generated a credential for"));
    all.put("credential.rotated", words -> words.agentSentence("rotated a credential of"));
    all.put("credential.revoked", words -> words.agentSentence("revoked a credential of"));
    all.put("credential.quarantined", words -> words.quarantineSentence("credential"));
    all.put("credential.released", words -> words.agentSentence("released a credential of"));
    all.put("api_key.created", words -> words.agentSentence("created an API key for"));
    all.put("api_key.prepared", words -> words.agentSentence("prepared the next API key of"));
    all.put(
        "api_key.activated",
        words -> words.agentAsSubject() + " used its new API key for the first time.");
    all.put(
        "api_key.rotated",
        words ->
            words.isFailure()
                ? "An attempt to rotate an API key was refused" + words.reasonSuffix() + "."
                : words.agentSentence("rotated the API key of"));
    all.put("api_key.revoked", words -> words.agentSentence("revoked the API key of"));
    all.put("api_key.quarantined", words -> words.quarantineSentence("API key"));
    all.put("api_key.released", words -> words.agentSentence("released the API key of"));
    all.put(
        "token.issued",
        words ->
            words.text("test").equals("true")
                ? words.agentSentence("created a test token for", words.scopeSuffix())
                : words.agentAsSubject() + " got a token" + words.scopeSuffix() + ".");
    all.put(
        "token.refreshed",
        words -> words.agentAsSubject() + " refreshed its token" + words.scopeSuffix() + ".");
    all.put("token.revoked", EventText::revocationSentence);
    all.put(
        "token.reuse_detected",
        words ->
            "A refresh token of "
                + words.agentName()
                + " was reused"
                + words.revokedTokensClause()
                + ".");
    all.put(
        "token.introspected",
        words ->
            EventText.capitalized(words.actorName())
                + " introspected a token of "
                + words.agentName()
                + (words.text("active").equals("true")
                    ? ", which was active."
                    : ", which was not active."));
    all.put("auth.failed", EventText::authenticationFailureSentence);
    all.put(
        "invite.created",
        words -> words.actorSentence("created an invite" + words.nameSuffix() + "."));
    all.put(
        "invite.revoked",
        words -> words.actorSentence("revoked an invite" + words.nameSuffix() + "."));
    all.put(
        "leak.reported",
        words ->
            "A secret was reported as leaked: "
                + withSpaces(words.text("kind"))
                + ", "
                + withSpaces(words.text("done"))
                + words.tokensWereRevokedClause()
                + ".");
    all.put("console.signed_in", words -> words.actorSentence("signed in to the console."));
    all.put(
        "console.confirmed",
        words ->
            words.actorSentence(
                "confirmed "
                    + (words.isByReader() ? "your" : "their")
                    + " identity in the console."));
    all.put("console.signed_out", words -> words.actorSentence("signed out of the console."));
    all.put(
        "person.added",
        words ->
            words.event.actor().id().equals(words.text("person_id"))
                ? words.name("name") + " signed in as the first user and became owner."
                : words.userSentence("added", ", as " + words.text("role")));
    all.put("person.link_made", words -> words.userSentence("created a new sign-in link for", ""));
    all.put(
        "person.role_changed",
        words ->
            words.userSentence(
                "changed the role of",
                " from " + words.text("previous_role") + " to " + words.text("role")));
    all.put(
        "person.signed_out",
        words ->
            words.userSentence(
                "signed out",
                ", which ended " + TimeFormat.quantity(words.count("session_count"), "session")));
    all.put(
        "person.removed",
        words ->
            words.userSentence(
                "removed the user",
                ", with "
                    + TimeFormat.quantity(words.count("session_count"), "session")
                    + " and "
                    + TimeFormat.quantity(words.count("passkey_count"), "passkey")));
    all.put(
        "person.passkey_added",
        words -> words.actorSentence("added a passkey" + words.nameSuffix() + "."));
    all.put(
        "person.passkey_removed",
        words -> words.actorSentence("removed a passkey" + words.nameSuffix() + "."));
    all.put("operator.key_created", words -> words.operatorKeySentence("created"));
    all.put("operator.key_rotated", words -> words.operatorKeySentence("rotated"));
    all.put("operator.key_revoked", words -> words.operatorKeySentence("revoked"));
    all.put("operator.key_quarantined", words -> words.operatorKeySentence("quarantined"));
    all.put("operator.key_released", words -> words.operatorKeySentence("released"));
    all.put(
        "operator.signing_key_rotated",
        words -> words.text("alg") + " tokens are signed with another key from now on.");
    all.put(
        "operator.signing_key_withdrawn",
        words ->
            words.actorSentence(
                "withdrew a signing key, which revoked "
                    + TimeFormat.quantity(words.count("revoked_token_count"), "token")
                    + "."));
    all.put(
        "organization.created",
        words -> words.actorSentence("created the organization " + words.name("name") + "."));
    all.put(
        "organization.renamed",
        words ->
            words.actorSentence(
                "renamed the organization "
                    + words.name("previous_name")
                    + " to "
                    + words.name("name")
                    + "."));
    all.put(
        "audit.pruned",
        words ->
            "Retention deleted "
                + TimeFormat.quantity(words.count("event_count"), "old event")
                + ".");
    all.put(
        "audit.suppressed",
        words ->
            TimeFormat.quantity(words.count("count"), "event")
                + " of unknown callers were counted but not recorded, because there were too"
                + " many.");
    all.put(
        "access.denied",
        words ->
            words.actorSentence(
                "called "
                    + words.text("method")
                    + " "
                    + words.text("route")
                    + (words.count("count") > 1 ? " repeatedly" : "")
                    + " and was refused: "
                    + withSpaces(words.text("reason"))
                    + "."));
    all.put(
        "audit.exported",
        words -> words.actorSentence("exported the " + words.text("what") + " of the audit log."));
    all.put(
        "audit.adopted",
        words ->
            "On its first start with an audit key, the server signed "
                + TimeFormat.quantity(words.count("chain_count"), "older chain")
                + " of the audit log.");
    all.put(
        "audit.recovered",
        words ->
            "The server had stopped without signing the end of the audit log; "
                + TimeFormat.quantity(words.count("unwitnessed_event_count"), "event")
                + " could not be compared with its own record.");
    all.put(
        "audit.contradicted",
        words ->
            "The database does not contain what this server recorded in the audit log: "
                + words.text("what")
                + ".");
    all.put(
        "database.lost_writes",
        words ->
            "The database lost "
                + TimeFormat.quantity(words.count("lost_event_count"), "event")
                + " that this server had recorded; all tokens issued before are refused.");
    all.put(
        "audit.verified",
        words ->
            words.actorSentence(
                "checked the audit log: "
                    + TimeFormat.quantity(words.count("event_count"), "event")
                    + (words.isFailure() ? ", and found faults." : ", and found no faults.")));
    return all;
  }

  private static String capitalized(String text) {
    return text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1);
  }

  private static String withSpaces(String word) {
    return word.replace('_', ' ');
  }

  private String text(String field) {
    var value = event.metadata().path(field);
    return value.isMissingNode() || value.isNull() ? "" : Notice.clean(value.asString());
  }

  private String name(String field) {
    return Notice.name(text(field));
  }

  private long count(String field) {
    return event.metadata().path(field).asLong(0);
  }

  private boolean isFailure() {
    return event.outcome().equals("failure");
  }

  private String actorName() {
    return isByReader() ? "you" : names.description(event.actor());
  }

  private boolean isByReader() {
    return event.actor().id().equals(reader);
  }

  private String agentName() {
    var id = event.agentId();
    if (id == null) {
      return "an agent";
    }
    var name = names.agent(id);
    return name == null ? "agent " + id : Notice.name(name);
  }

  /// The agent as the subject of a sentence.
  private String agentAsSubject() {
    var name = names.agent(event.agentId());
    return name == null ? capitalized(agentName()) : "The agent " + Notice.name(name);
  }

  private String agentSentence(String what) {
    return agentSentence(what, "");
  }

  private String agentSentence(String what, String more) {
    var itself = event.actor().id().equals(event.agentId());
    return capitalized(actorName())
        + " "
        + what
        + " "
        + (itself ? "itself" : agentName())
        + more
        + ".";
  }

  private String actorSentence(String rest) {
    return capitalized(actorName()) + " " + rest;
  }

  private String quarantineSentence(String what) {
    return "The " + what + " of " + agentName() + " was quarantined" + reasonSuffix() + ".";
  }

  private String userSentence(String did, String more) {
    return actorSentence(did + " " + name("name") + more + ".");
  }

  private String operatorKeySentence(String what) {
    return actorSentence(what + " the operator key " + name("name") + reasonSuffix() + ".");
  }

  private String revocationSentence() {
    var what =
        switch (text("what")) {
          case "access_token" -> "a token of ";
          case "refresh_token" -> "a refresh token of ";
          default -> "all tokens of ";
        };
    return actorSentence("revoked " + what + agentName() + revokedTokensClause() + ".");
  }

  private String authenticationFailureSentence() {
    var method = text("method");
    var attempt =
        method.isEmpty()
            ? "Client authentication"
            : "Client authentication with " + withSpaces(method);
    var as = event.agentId() == null ? "" : " as " + agentName();
    return attempt + as + " failed: " + withSpaces(text("reason")) + ".";
  }

  private String nameSuffix() {
    return text("name").isEmpty() ? "" : " " + name("name");
  }

  private String scopeSuffix() {
    return text("scope").isEmpty() ? "" : " for " + text("scope");
  }

  private String reasonSuffix() {
    return text("reason").isEmpty() ? "" : " (" + withSpaces(text("reason")) + ")";
  }

  /// The reason that the actor gave, in quotation marks.
  private String quotedReasonSuffix() {
    return text("reason").isEmpty() ? "" : " (" + Notice.name(withSpaces(text("reason"))) + ")";
  }

  /// The number of tokens that the event revoked, as a clause.
  private String revokedTokensClause() {
    var tokens = count("revoked_token_count");
    return tokens == 0 ? "" : ", which revoked " + TimeFormat.quantity(tokens, "active token");
  }

  private String andTokensClause() {
    var tokens = count("revoked_token_count");
    return tokens == 0 ? "" : ", and revoked " + TimeFormat.quantity(tokens, "token");
  }

  private String tokensWereRevokedClause() {
    var tokens = count("revoked_token_count");
    return tokens == 0
        ? ""
        : ", and "
            + TimeFormat.quantity(tokens, "token")
            + (tokens == 1 ? " was revoked" : " were revoked");
  }

  private String listSuffix(String field, String before) {
    var names =
        event
            .metadata()
            .path(field)
            .valueStream()
            .map(JsonNode::asString)
            .map(EventText::withSpaces)
            .toList();
    return names.isEmpty() ? "" : before + String.join(", ", names);
  }
}
