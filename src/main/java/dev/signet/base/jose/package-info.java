/// Keys, thumbprints, signing and verifying JWSs. Independent of the database.
@NullMarked
package dev.signet.base.jose;

import org.jspecify.annotations.NullMarked;
