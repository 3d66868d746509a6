/// How the server is put together: the services that every room is built on, its background jobs,
/// and what is closed when it stops.
@NullMarked
package dev.signet.base.wiring;

import org.jspecify.annotations.NullMarked;
