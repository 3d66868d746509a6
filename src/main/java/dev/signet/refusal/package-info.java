/// Every way the server says no.
@NullMarked
package dev.signet.refusal;

import org.jspecify.annotations.NullMarked;
