/// Reads and writes JSON, and reads the members of request objects.
@NullMarked
package dev.signet.base.json;

import org.jspecify.annotations.NullMarked;
