/// Configuration and main: builds every room with `new`.
@NullMarked
package dev.signet.app;

import org.jspecify.annotations.NullMarked;
