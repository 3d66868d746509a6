/// Webhooks: events are sent to URLs that agents and operators name, signed and repeated until they
/// arrive.
@NullMarked
package dev.signet.webhooks;

import org.jspecify.annotations.NullMarked;
