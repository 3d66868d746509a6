/// Agents that register themselves: who may, on whose word, and what becomes of those that nobody
/// claims.
@NullMarked
package dev.signet.identity.registration;

import org.jspecify.annotations.NullMarked;
