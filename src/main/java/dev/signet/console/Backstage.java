package dev.signet.console;

import dev.signet.agents.Agents;
import dev.signet.apikeys.ApiKeys;
import dev.signet.credentials.Credentials;
import dev.signet.http.Router;
import dev.signet.idempotency.Once;
import dev.signet.keys.SigningKeys;
import dev.signet.operators.OperatorKeys;
import dev.signet.people.People;
import dev.signet.registration.Invites;
import dev.signet.registration.Registrations;
import dev.signet.tokens.Examiner;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/// What the pages on the server itself are made from: its keys, its settings, its tools.
///
/// @param keyRotation how long a signing key signs
/// @param registrationPolicy who may register an agent, as the setting spells it
public record Backstage(
    Examiner examiner,
    SigningKeys keys,
    Duration keyRotation,
    OperatorKeys operators,
    Registrations registrations,
    Invites invites,
    ApiKeys apiKeys,
    String registrationPolicy,
    List<SettingInForce> settings,
    String version) {

  public Backstage {
    settings = List.copyOf(settings);
  }

  void mount(
      Router router,
      Pages pages,
      People people,
      Agents agents,
      Credentials credentials,
      Once once,
      Clock clock,
      String issuer) {
    var actors = new Actors(people, operators, agents);
    var explainer =
        new Explainer(
            examiner, keys, operators, credentials, apiKeys, agents, actors, clock, issuer);
    new ToolPages(pages, explainer).mount(router);
    new SigningKeyPages(pages, keys, keyRotation).mount(router);
    new OperatorKeyPages(pages, operators, actors, once, clock, issuer).mount(router);
    new ClaimPages(pages, agents, registrations, clock, registrationPolicy).mount(router);
    new InvitePages(pages, invites, actors, once, clock, issuer).mount(router);
    new SettingPages(pages, settings, version).mount(router);
  }
}
