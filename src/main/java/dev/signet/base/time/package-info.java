/// Time that a wrong wall clock cannot bend: intervals, and the time by which the server forgets.
@NullMarked
package dev.signet.base.time;

import org.jspecify.annotations.NullMarked;
