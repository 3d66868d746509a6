/// Leaked secrets: reported by anyone, disabled immediately.
@NullMarked
package dev.signet.identity.leaks;

import org.jspecify.annotations.NullMarked;
