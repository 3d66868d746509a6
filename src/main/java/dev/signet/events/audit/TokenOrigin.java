package dev.signet.events.audit;

import java.util.Optional;

/// What an issued token was exchanged from.
///
/// @param subjectToken the id of the token that was exchanged
/// @param actorToken the id of the actor token, if there was one
/// @param delegation the id of the delegation through which its agent acts by it; empty when the
///   agent narrowed its own token
/// @param ancestors the tokens above it, as its claim `anc` has them, separated by spaces
public record TokenOrigin(
    String subjectToken,
    Optional<String> actorToken,
    Optional<String> delegation,
    String ancestors) {}
