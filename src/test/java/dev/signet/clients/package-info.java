/// Independent clients against our server.
@NullMarked
package dev.signet.clients;

import org.jspecify.annotations.NullMarked;
