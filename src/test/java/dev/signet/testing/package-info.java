/// Test support: the real server over a real database, a clock to move, clients.
@NullMarked
package dev.signet.testing;

import org.jspecify.annotations.NullMarked;
