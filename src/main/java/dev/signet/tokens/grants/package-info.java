/// The token endpoint: one file per grant type.
@NullMarked
package dev.signet.tokens.grants;

import org.jspecify.annotations.NullMarked;
