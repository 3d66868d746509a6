/// Secrets: generated, recognized, hashed, sealed. Independent of the database.
@NullMarked
package dev.signet.base.secrets;

import org.jspecify.annotations.NullMarked;
