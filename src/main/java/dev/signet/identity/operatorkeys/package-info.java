/// Operator keys: the credentials of those who run the server, and what each key may do.
@NullMarked
package dev.signet.identity.operatorkeys;

import org.jspecify.annotations.NullMarked;
