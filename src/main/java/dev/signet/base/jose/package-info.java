/// Keys, thumbprints, signing and checking a JWS. Knows no database.
@NullMarked
package dev.signet.base.jose;

import org.jspecify.annotations.NullMarked;
