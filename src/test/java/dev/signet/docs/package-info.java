/// The documents: every sample in them is run.
@NullMarked
package dev.signet.docs;

import org.jspecify.annotations.NullMarked;
