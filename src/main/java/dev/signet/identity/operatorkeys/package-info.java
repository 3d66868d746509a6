/// The people who run the server: the keys they show, and what each key may do.
@NullMarked
package dev.signet.identity.operatorkeys;

import org.jspecify.annotations.NullMarked;
