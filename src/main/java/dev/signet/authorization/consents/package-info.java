/// Consents: what users have allowed clients at resources, and the tokens that end with them.
@NullMarked
package dev.signet.authorization.consents;

import org.jspecify.annotations.NullMarked;
