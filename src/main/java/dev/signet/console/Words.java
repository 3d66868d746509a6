package dev.signet.console;

import dev.signet.events.audit.EventView;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// What happened, as a sentence: `“Ada” deactivated “courier”, which ended 17 living tokens.`
///
/// A new action of the audit trail is a line here; a test holds them against docs/audit.md.
final class Words {
  private static final SortedMap<String, Function<Words, String>> SENTENCES = sentences();

  private final EventView event;
  private final Actors.Names names;
  private final String reader;

  private Words(EventView event, Actors.Names names, String reader) {
    this.event = event;
    this.names = names;
    this.reader = reader;
  }

  /// @param names of whom the event names
  /// @param reader the id of whoever reads it
  static Said of(EventView event, Actors.Names names, String reader) {
    var words = new Words(event, names, reader);
    var sentence = SENTENCES.get(event.action());
    return Said.of(
        sentence == null ? event.action() + ", by " + words.who() + "." : sentence.apply(words));
  }

  /// All actions that there are words for.
  static List<String> actions() {
    return List.copyOf(SENTENCES.keySet());
  }

  private static SortedMap<String, Function<Words, String>> sentences() {
    var all = new TreeMap<String, Function<Words, String>>();
    all.put("agent.created", words -> words.did("registered"));
    all.put("agent.updated", words -> words.did("changed", words.list("fields", ": ")));
    all.put(
        "agent.deactivated_with_revocation",
        words -> words.did("deactivated", words.ended() + words.asSaid()));
    all.put("agent.reactivated", words -> words.did("reactivated"));
    all.put(
        "agent.decommissioned", words -> words.did("decommissioned", ", for good" + words.and()));
    all.put(
        "agent.registered",
        words ->
            words.failed()
                ? "Somebody wanted to register an agent, and was refused" + words.because() + "."
                : words.theAgent() + " registered itself.");
    all.put("agent.claimed", words -> words.did("claimed"));
    all.put(
        "agent.reaped",
        words -> words.theAgent() + " was decommissioned, as it was neither claimed nor in use.");
    all.put(
        "agent.dpop_key_rotated",
        words -> words.did("gave another key to", words.ended() + words.asSaid()));
    all.put("credential.generated", words -> words.did("generated a credential for"));
    all.put("credential.rotated", words -> words.did("rotated a secret of"));
    all.put("credential.revoked", words -> words.did("revoked a credential of"));
    all.put("credential.quarantined", words -> words.kept("credential"));
    all.put("credential.released", words -> words.did("released a credential of"));
    all.put("api_key.created", words -> words.did("made an API key for"));
    all.put("api_key.prepared", words -> words.did("prepared another API key for"));
    all.put(
        "api_key.activated",
        words -> words.theAgent() + " used its new API key for the first time.");
    all.put(
        "api_key.rotated",
        words ->
            words.failed()
                ? "Somebody wanted to rotate an API key, and was refused" + words.because() + "."
                : words.did("rotated the API key of"));
    all.put("api_key.revoked", words -> words.did("took away the API key of"));
    all.put("api_key.quarantined", words -> words.kept("API key"));
    all.put("api_key.released", words -> words.did("released the API key of"));
    all.put(
        "token.issued",
        words ->
            words.text("test").equals("true")
                ? words.did("made a test token for", words.scope())
                : words.theAgent() + " got a token" + words.scope() + ".");
    all.put(
        "token.refreshed",
        words -> words.theAgent() + " refreshed its token" + words.scope() + ".");
    all.put("token.revoked", Words::revoked);
    all.put(
        "token.reuse_detected",
        words ->
            "A refresh token of " + words.agent() + " came a second time" + words.ended() + ".");
    all.put(
        "token.introspected",
        words ->
            Words.begun(words.who())
                + " asked about a token of "
                + words.agent()
                + (words.text("active").equals("true") ? ", which lived." : ", which was dead."));
    all.put("auth.failed", Words::refused);
    all.put("invite.created", words -> words.begins("made an invite" + words.named() + "."));
    all.put("invite.revoked", words -> words.begins("revoked an invite" + words.named() + "."));
    all.put(
        "leak.reported",
        words ->
            "A secret was reported as leaked: "
                + spaced(words.text("kind"))
                + ", "
                + spaced(words.text("done"))
                + words.and()
                + ".");
    all.put("console.signed_in", words -> words.begins("signed in to the console."));
    all.put(
        "console.confirmed",
        words ->
            words.begins(
                "proved again who "
                    + (words.isReader() ? "you are" : "it is")
                    + ", in the console."));
    all.put("console.signed_out", words -> words.begins("signed out of the console."));
    all.put(
        "person.added",
        words ->
            words.event.actor().id().equals(words.text("person_id"))
                ? words.name("name") + " came first, and is the owner."
                : words.person("added", ", as " + words.text("role")));
    all.put("person.link_made", words -> words.person("made another sign-in link for", ""));
    all.put(
        "person.role_changed",
        words ->
            words.person(
                "changed the role of",
                " from " + words.text("previous_role") + " to " + words.text("role")));
    all.put(
        "person.signed_out",
        words ->
            words.person(
                "signed out",
                ", which ended " + Times.counted(words.count("session_count"), "session")));
    all.put(
        "person.removed",
        words ->
            words.person(
                "ended the access of",
                ", with "
                    + Times.counted(words.count("session_count"), "session")
                    + " and "
                    + Times.counted(words.count("passkey_count"), "passkey")));
    all.put("person.passkey_added", words -> words.begins("added a passkey" + words.named() + "."));
    all.put(
        "person.passkey_removed", words -> words.begins("removed a passkey" + words.named() + "."));
    all.put("operator.key_created", words -> words.operatorKey("made"));
    all.put("operator.key_rotated", words -> words.operatorKey("rotated"));
    all.put("operator.key_revoked", words -> words.operatorKey("revoked"));
    all.put("operator.key_quarantined", words -> words.operatorKey("put into quarantine"));
    all.put("operator.key_released", words -> words.operatorKey("released"));
    all.put(
        "operator.signing_key_rotated",
        words -> "Another key signs " + words.text("alg") + " tokens from now on.");
    all.put(
        "operator.signing_key_withdrawn",
        words ->
            words.begins(
                "withdrew a signing key, which ended "
                    + Times.counted(words.count("revoked_token_count"), "token")
                    + "."));
    all.put(
        "organization.created",
        words -> words.begins("made the organization " + words.name("name") + "."));
    all.put(
        "organization.renamed",
        words ->
            words.begins(
                "renamed the organization "
                    + words.name("previous_name")
                    + " to "
                    + words.name("name")
                    + "."));
    all.put(
        "audit.pruned",
        words ->
            "Retention deleted " + Times.counted(words.count("event_count"), "old event") + ".");
    all.put(
        "audit.suppressed",
        words ->
            Times.counted(words.count("count"), "event")
                + " of unknown callers were counted and not recorded, as there were too many.");
    all.put(
        "access.denied",
        words ->
            words.begins(
                "called "
                    + words.text("method")
                    + " "
                    + words.text("route")
                    + (words.count("count") > 1 ? ", again and again," : "")
                    + " and was refused: "
                    + spaced(words.text("reason"))
                    + "."));
    all.put(
        "audit.exported",
        words -> words.begins("exported the " + words.text("what") + " of the audit log."));
    all.put(
        "audit.adopted",
        words ->
            "The first start with an audit key signed for "
                + Times.counted(words.count("chain_count"), "older chain")
                + " of the audit log.");
    all.put(
        "audit.recovered",
        words ->
            "The server had stopped without signing for the end of the audit log; "
                + Times.counted(words.count("unwitnessed_event_count"), "event")
                + " could not be compared with what it had kept.");
    all.put(
        "audit.contradicted",
        words ->
            "The database does not have what this server wrote into the audit log: "
                + words.text("what")
                + ".");
    all.put(
        "database.lost_writes",
        words ->
            "The database lost "
                + Times.counted(words.count("lost_event_count"), "event")
                + " that this server had recorded; all tokens issued before are refused.");
    all.put(
        "audit.verified",
        words ->
            words.begins(
                "had the audit trail checked: "
                    + Times.counted(words.count("event_count"), "event")
                    + (words.failed()
                        ? ", and not all is as it was written."
                        : ", all as written.")));
    return all;
  }

  private static String begun(String text) {
    return text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1);
  }

  private static String spaced(String word) {
    return word.replace('_', ' ');
  }

  private String text(String field) {
    var value = event.metadata().path(field);
    return value.isMissingNode() || value.isNull() ? "" : Said.clean(value.asString());
  }

  private String name(String field) {
    return Said.name(text(field));
  }

  private long count(String field) {
    return event.metadata().path(field).asLong(0);
  }

  private boolean failed() {
    return event.outcome().equals("failure");
  }

  private String who() {
    return isReader() ? "you" : names.says(event.actor());
  }

  private boolean isReader() {
    return event.actor().id().equals(reader);
  }

  private String agent() {
    var id = event.agentId();
    if (id == null) {
      return "an agent";
    }
    var name = names.agent(id);
    return name == null ? "agent " + id : Said.name(name);
  }

  /// As a sentence begins with it.
  private String theAgent() {
    var name = names.agent(event.agentId());
    return name == null ? begun(agent()) : "The agent " + Said.name(name);
  }

  private String did(String what) {
    return did(what, "");
  }

  private String did(String what, String more) {
    var itself = event.actor().id().equals(event.agentId());
    return begun(who()) + " " + what + " " + (itself ? "itself" : agent()) + more + ".";
  }

  private String begins(String rest) {
    return begun(who()) + " " + rest;
  }

  private String kept(String what) {
    return "The " + what + " of " + agent() + " was put into quarantine" + because() + ".";
  }

  private String person(String did, String more) {
    return begins(did + " " + name("name") + more + ".");
  }

  private String operatorKey(String what) {
    return begins(what + " the operator key " + name("name") + because() + ".");
  }

  private String revoked() {
    var what =
        switch (text("what")) {
          case "access_token" -> "a token of ";
          case "refresh_token" -> "a refresh token of ";
          default -> "all tokens of ";
        };
    return begins("revoked " + what + agent() + ended() + ".");
  }

  private String refused() {
    var method = text("method");
    var shown = method.isEmpty() ? "A client’s credential" : "What was shown as " + spaced(method);
    var of = event.agentId() == null ? "" : " for " + agent();
    return shown + of + " was no good: " + spaced(text("reason")) + ".";
  }

  private String named() {
    return text("name").isEmpty() ? "" : " " + name("name");
  }

  private String scope() {
    return text("scope").isEmpty() ? "" : " for " + text("scope");
  }

  private String because() {
    return text("reason").isEmpty() ? "" : " (" + spaced(text("reason")) + ")";
  }

  /// The reason that somebody gave, in his own words.
  private String asSaid() {
    return text("reason").isEmpty() ? "" : " (" + Said.name(spaced(text("reason"))) + ")";
  }

  /// What else came to its end by it.
  private String ended() {
    var tokens = count("revoked_token_count");
    return tokens == 0 ? "" : ", which ended " + Times.counted(tokens, "living token");
  }

  private String and() {
    var tokens = count("revoked_token_count");
    return tokens == 0 ? "" : ", and " + Times.counted(tokens, "token") + " with it";
  }

  private String list(String field, String before) {
    var names =
        event
            .metadata()
            .path(field)
            .valueStream()
            .map(JsonNode::asString)
            .map(Words::spaced)
            .toList();
    return names.isEmpty() ? "" : before + String.join(", ", names);
  }
}
