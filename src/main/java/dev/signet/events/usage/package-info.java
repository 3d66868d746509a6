/// Usage: how many tokens organizations and agents got, counted from the audit log.
@NullMarked
package dev.signet.events.usage;

import org.jspecify.annotations.NullMarked;
