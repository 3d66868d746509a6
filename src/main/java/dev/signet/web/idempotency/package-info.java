/// Idempotent requests: responses with a secret are stored, sealed, for ten minutes, and returned
/// again.
@NullMarked
package dev.signet.web.idempotency;

import org.jspecify.annotations.NullMarked;
