package dev.signet.console.pages;

import dev.signet.base.json.Json;
import dev.signet.base.json.JsonFields;
import dev.signet.base.oauth.GrantType;
import dev.signet.base.oauth.RedirectUri;
import dev.signet.base.refusals.Refusal.FieldError;
import dev.signet.base.refusals.Refused;
import dev.signet.console.parts.FormState;
import dev.signet.console.parts.Page;
import dev.signet.console.parts.PageRenderer;
import dev.signet.console.parts.Section;
import dev.signet.console.parts.TimeFormat;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentChange;
import dev.signet.identity.agents.AgentStatus;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.DeploymentEnv;
import dev.signet.identity.agents.Profile;
import dev.signet.identity.agents.ProfileFields;
import dev.signet.web.http.Access;
import dev.signet.web.http.Form;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// Edits an agent's profile, scopes and token settings in one form. Only changed fields are
/// written: the form also sends the original value of each field.
final class AgentProfilePages {
  private static final String EDIT = AgentPages.ALL + "/{agentId}/edit";
  private static final String WAS = "was-";

  /// Fields that may be empty.
  private static final Set<String> CLEARED =
      Set.of("description", "email", "version", "owner", "deploymentEnv", "teamId", "expiresAt");

  private static final Set<String> LISTS =
      Set.of("capabilities", "scopes", "grantableScopes", "grantTypes");

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final List<Duration> LIFETIMES =
      List.of(
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofHours(1),
          Duration.ofHours(8),
          Duration.ofDays(1));

  /// @param original the value of each field when the form was first shown
  /// @param removedScopes scopes that the change removes, if the user has to confirm that
  /// @param affectedTokens the number of active tokens that lose them
  record EditView(
      Agent agent,
      FormState form,
      Map<String, String> original,
      List<String> removedScopes,
      long affectedTokens) {

    String originalValue(String field) {
      return original.getOrDefault(field, "");
    }

    List<Map.Entry<String, String>> hidden() {
      return original.entrySet().stream()
          .map(one -> Map.entry(WAS + one.getKey(), one.getValue()))
          .toList();
    }

    List<String> types() {
      return AgentPages.types().stream().map(type -> type + ":" + type).toList();
    }

    List<String> environments() {
      return Stream.concat(
              Stream.of(":not specified"),
              Stream.of(DeploymentEnv.values()).map(env -> env.wire() + ":" + env.wire()))
          .toList();
    }

    List<String> clientTypes() {
      return RegisterPages.CLIENT_TYPES;
    }

    List<String> selfServices() {
      return List.of("full:full", "read:read only", "off:off");
    }

    /// The usual lifetimes, and the current one of the agent.
    List<String> lifetimes() {
      var all = new TreeSet<>(LIFETIMES);
      all.add(agent.tokenLifetime());
      return all.stream().map(one -> one.toSeconds() + ":" + TimeFormat.length(one)).toList();
    }
  }

  private final PageRenderer pages;
  private final Agents agents;
  private final Clock clock;

  AgentProfilePages(PageRenderer pages, Agents agents, Clock clock) {
    this.pages = pages;
    this.agents = agents;
    this.clock = clock;
  }

  void mount(Router router) {
    var write = new Access.SignedIn("agents:write");
    router.get(EDIT, write, this::showForm);
    router.post(EDIT, write, this::save);
  }

  private Response showForm(Request request) {
    var agent = agents.require(AgentPages.id(request), request.context());
    if (agent.status() instanceof AgentStatus.Decommissioned) {
      return PageRenderer.redirect(AgentPages.path(agent));
    }
    return show(
        200, request, new EditView(agent, FormState.BLANK, fieldValues(agent), List.of(), 0));
  }

  private Response show(int status, Request request, EditView view) {
    return pages.show(
        status,
        request,
        new Page("Edit " + view.agent().name(), Section.AGENTS, "pages/editAgent", view));
  }

  private Response save(Request request) {
    var form = request.form();
    var agent = agents.require(AgentPages.id(request), request.context());
    var was = new LinkedHashMap<String, String>();
    fieldValues(agent)
        .forEach((field, now) ->
            was.put(field, form.names().contains(WAS + field) ? text(form, WAS + field) : now));
    var changed =
        was.keySet().stream()
            .filter(form.names()::contains)
            .filter(field -> !text(form, field).equals(was.get(field)))
            .toList();
    try {
      requireUnchanged(changed, agent, was);
      var edit = edit(form, changed);
      var taken = removedScopes(agent, edit);
      var living = taken.isEmpty() ? 0 : agents.countActiveTokens(agent.id(), request.context());
      if (living > 0 && !form.all("sure").contains(String.join(" ", taken))) {
        return show(422, request, new EditView(agent, FormState.of(form), was, taken, living));
      }
      var saved =
          agents.change(
              agent.id(),
              new AgentChange(edit, Optional.empty(), AgentChange.DEFAULT_REASON),
              request.context());
      return pages.redirect(request, AgentPages.path(saved), savedNotice(changed, taken, living));
    } catch (Refused refused) {
      var filled = FormState.of(form).withRefusal(refused);
      return show(filled.status(), request, new EditView(agent, filled, was, List.of(), 0));
    }
  }

  /// The values of the form's fields.
  private static Map<String, String> fieldValues(Agent agent) {
    var profile = agent.profile();
    var shown = new LinkedHashMap<String, String>();
    shown.put("name", profile.name());
    shown.put("description", normalize(profile.description().orElse("")));
    shown.put("agentType", profile.agentType().wire());
    shown.put("owner", profile.owner().orElse(""));
    shown.put("email", profile.email().orElse(""));
    shown.put("teamId", profile.teamId().orElse(""));
    shown.put("version", profile.version().orElse(""));
    shown.put("deploymentEnv", profile.deploymentEnv().map(DeploymentEnv::wire).orElse(""));
    shown.put("capabilities", String.join(" ", profile.capabilities()));
    shown.put("scopes", profile.scopes().toString());
    shown.put("grantableScopes", profile.grantableScopes().toString());
    shown.put("selfService", profile.selfService().wire());
    shown.put(
        "grantTypes",
        profile.grantTypes().stream()
            .sorted()
            .map(GrantType::wire)
            .collect(Collectors.joining(" ")));
    shown.put("clientType", profile.clientType().wire());
    shown.put(
        "redirectUris",
        profile.redirectUris().stream().map(RedirectUri::value).collect(Collectors.joining("\n")));
    shown.put("tokenLifetime", Long.toString(profile.tokenLifetime().toSeconds()));
    shown.put("expiresAt", profile.expiresAt().map(AgentProfilePages::minute).orElse(""));
    shown.replaceAll((_, text) -> normalize(text));
    return shown;
  }

  private static String text(Form form, String field) {
    return normalize(form.all(field).stream().findFirst().orElse(""));
  }

  /// Browsers send CRLF at line ends; stored texts have LF.
  private static String normalize(String text) {
    return text.replace("\r\n", "\n").strip();
  }

  /// Refuses to overwrite a field that another user has changed since the form was shown.
  private static void requireUnchanged(List<String> changed, Agent agent, Map<String, String> was) {
    var faults = new ArrayList<FieldError>();
    var now = fieldValues(agent);
    for (var field : changed) {
      var there = now.getOrDefault(field, "");
      if (!there.equals(was.get(field))) {
        was.put(field, there);
        faults.add(
            new FieldError(
                field,
                "was changed by another user meanwhile, to “"
                    + there
                    + "”; save again to overwrite it"));
      }
    }
    if (!faults.isEmpty()) {
      throw Refused.invalid(faults);
    }
  }

  private UnaryOperator<Profile> edit(Form form, List<String> changed) {
    var members = Json.object();
    for (var field : changed) {
      put(members, field, text(form, field));
    }
    var fields = JsonFields.of(members);
    var edit = new ProfileFields(fields, clock.instant()).all().edit();
    fields.finish();
    return edit;
  }

  /// Converted to the API's JSON, so that form and API have the same rules.
  private static void put(ObjectNode members, String field, String text) {
    if (LISTS.contains(field)) {
      var all = members.putArray(field);
      RegisterPages.splitWords(text).forEach(all::add);
    } else if (field.equals("redirectUris")) {
      RegisterPages.putRedirectUris(members, text);
    } else if (text.isEmpty() && CLEARED.contains(field)) {
      members.putNull(field);
    } else if (field.equals("tokenLifetime")) {
      RegisterPages.lifetime(members, text);
    } else if (field.equals("expiresAt")) {
      members.put(field, time(text));
    } else {
      members.put(field, text);
    }
  }

  /// The value of a field of the type `datetime-local`.
  static String minute(Instant time) {
    return MINUTE.format(time);
  }

  /// Such a value as the API's JSON has it; any other text unchanged.
  static String time(String text) {
    try {
      Instant time = LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
      return Json.time(time);
    } catch (DateTimeParseException _) {
      return text;
    }
  }

  private static List<String> removedScopes(Agent agent, UnaryOperator<Profile> edit) {
    var after = edit.apply(agent.profile()).scopes();
    return agent.scopes().values().stream().filter(scope -> !after.contains(scope)).toList();
  }

  private static String savedNotice(List<String> changed, List<String> taken, long living) {
    if (changed.isEmpty()) {
      return "Nothing changed.";
    }
    return living == 0
        ? "Saved."
        : "Saved: "
            + TimeFormat.quantity(living, "active token")
            + (living == 1 ? " has" : " have")
            + " lost "
            + String.join(", ", taken)
            + ".";
  }
}
