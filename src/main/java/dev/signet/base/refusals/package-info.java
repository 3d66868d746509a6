/// Every way the server says no.
@NullMarked
package dev.signet.base.refusals;

import org.jspecify.annotations.NullMarked;
