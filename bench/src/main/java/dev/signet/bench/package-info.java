/// Measures Signet beside its peers and alone, over HTTP, and writes docs/performance.md.
///
/// Only [DataGenerator] calls the server's code: agents and tokens of the past 60 days cannot be
/// made over HTTP.
@NullMarked
package dev.signet.bench;

import org.jspecify.annotations.NullMarked;
