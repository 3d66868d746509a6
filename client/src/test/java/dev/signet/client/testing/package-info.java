/** What the tests run against: the real server, and a way to it on which things go wrong. */
@NullMarked
package dev.signet.client.testing;

import org.jspecify.annotations.NullMarked;
