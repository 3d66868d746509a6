/// The token endpoint, one file a grant.
@NullMarked
package dev.signet.tokens.grants;

import org.jspecify.annotations.NullMarked;
