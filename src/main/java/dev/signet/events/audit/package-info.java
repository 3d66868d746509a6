/// What happened, for good: written in the transaction of the change itself, chained, never
/// changed.
@NullMarked
package dev.signet.events.audit;

import org.jspecify.annotations.NullMarked;
