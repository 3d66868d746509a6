package dev.signet.authorization.requests;

import dev.signet.authorization.apps.App;
import dev.signet.authorization.apps.Recipient;
import dev.signet.authorization.resources.Resource;
import dev.signet.authorization.resources.ResourceScope;
import java.util.List;
import java.util.Optional;

/// What happens next with an authorization request.
public sealed interface NextStep {

  /// The answer goes to the client.
  record Answer(String uri) implements NextStep {}

  /// The user has to sign in, and comes back to the request.
  record SignIn() implements NextStep {}

  /// The user has to prove their identity again, and comes back to the request.
  record Reauthenticate() implements NextStep {}

  /// The user has to decide.
  record Ask(Question question) implements NextStep {}

  /// The user learns why this cannot go on.
  ///
  /// @param back the answer for the client, if it may get one
  record Stop(String sentence, Optional<String> back) implements NextStep {}

  /// The user learns that only the operators can let them allow this app, and may ask them to.
  ///
  /// @param request the sealed request, to be sent back
  record Unaccepted(App app, String request) implements NextStep {}

  /// What a user decides.
  ///
  /// @param destination where the answer goes
  /// @param already the scopes that the user has allowed before
  /// @param added the other ones
  /// @param decision the sealed question, to be sent back with the answer
  /// @param notice why the question is asked again, if it is
  record Question(
      AuthorizingUser user,
      RequestingClient client,
      Destination destination,
      Resource resource,
      List<ResourceScope> already,
      List<ResourceScope> added,
      boolean hasHighRisk,
      String decision,
      Optional<String> notice) {
    public Question {
      already = List.copyOf(already);
      added = List.copyOf(added);
    }
  }

  /// Where the answer to a request goes.
  ///
  /// @param host in full; of a program on the user's computer, or of the scheme that it has claimed
  /// @param registrar the name of the organization that registered the client, if it is neither the
  ///   resource's nor the default one
  record Destination(String host, Recipient recipient, Optional<String> registrar) {}
}
