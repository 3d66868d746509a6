/// Strings that prove something: made, recognised, hashed, sealed. Knows no database.
@NullMarked
package dev.signet.base.secrets;

import org.jspecify.annotations.NullMarked;
