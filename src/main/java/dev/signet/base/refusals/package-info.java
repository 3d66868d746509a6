/// All errors that a client can be told.
@NullMarked
package dev.signet.base.refusals;

import org.jspecify.annotations.NullMarked;
