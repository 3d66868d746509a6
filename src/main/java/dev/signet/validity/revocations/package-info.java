/// Tokens that were ended before their time, one by one or with the key that they are bound to.
@NullMarked
package dev.signet.validity.revocations;

import org.jspecify.annotations.NullMarked;
