/// The administrator's command line: the same HTTP API as everyone else's, from a shell.
@NullMarked
package dev.signet.cli;

import org.jspecify.annotations.NullMarked;
