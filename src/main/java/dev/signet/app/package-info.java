/// The process: settings, main, and the composition of all rooms.
@NullMarked
package dev.signet.app;

import org.jspecify.annotations.NullMarked;
