/// The shares of memory for the caches of all rooms.
@NullMarked
package dev.signet.base.memory;

import org.jspecify.annotations.NullMarked;
