/// Revoked tokens: individually, with their refresh family, or with the key that they are bound to.
@NullMarked
package dev.signet.validity.revocations;

import org.jspecify.annotations.NullMarked;
