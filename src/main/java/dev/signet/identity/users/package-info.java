/// The people who sign in to the console: who they are, how they prove it, and their sessions.
@NullMarked
package dev.signet.identity.users;

import org.jspecify.annotations.NullMarked;
