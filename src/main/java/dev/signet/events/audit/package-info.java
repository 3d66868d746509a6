/// The audit log: events recorded in the transaction of the change itself, hash-chained, never
/// changed.
@NullMarked
package dev.signet.events.audit;

import org.jspecify.annotations.NullMarked;
