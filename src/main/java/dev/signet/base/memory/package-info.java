/// How much memory the caches of all rooms may take together.
@NullMarked
package dev.signet.base.memory;

import org.jspecify.annotations.NullMarked;
