/// What is asked twice is done once: answers with a secret in them are kept, sealed, for ten
/// minutes.
@NullMarked
package dev.signet.web.idempotency;

import org.jspecify.annotations.NullMarked;
