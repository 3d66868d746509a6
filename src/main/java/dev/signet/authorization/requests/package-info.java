/// Authorization requests of clients that act for users: their checks, and the codes that answer
/// them.
@NullMarked
package dev.signet.authorization.requests;

import org.jspecify.annotations.NullMarked;
