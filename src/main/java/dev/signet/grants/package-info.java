/// The token endpoint, one file a grant.
@NullMarked
package dev.signet.grants;

import org.jspecify.annotations.NullMarked;
