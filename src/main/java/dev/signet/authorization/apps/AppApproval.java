package dev.signet.authorization.apps;

import java.time.Instant;
import java.util.Optional;

/// That operators let users allow an app.
///
/// @param document a metadata document that is used instead of fetching one
record AppApproval(Optional<String> document, Instant approvedAt) {}
