/// The administrator's command line, a client of the public HTTP API.
@NullMarked
package dev.signet.cli;

import org.jspecify.annotations.NullMarked;
