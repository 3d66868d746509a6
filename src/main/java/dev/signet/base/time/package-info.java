/// Time that a wrong wall clock cannot distort: intervals, and the time by which expired data is
/// deleted.
@NullMarked
package dev.signet.base.time;

import org.jspecify.annotations.NullMarked;
