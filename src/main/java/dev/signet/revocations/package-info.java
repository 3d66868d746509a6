/// Tokens that were ended one by one, before their time.
@NullMarked
package dev.signet.revocations;

import org.jspecify.annotations.NullMarked;
