/// Secrets that turned up where they should not be: reported by anybody, ended at once.
@NullMarked
package dev.signet.identity.leaks;

import org.jspecify.annotations.NullMarked;
