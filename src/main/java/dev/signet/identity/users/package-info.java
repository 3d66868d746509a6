/// The users of the console: their accounts, sign-in methods and sessions.
@NullMarked
package dev.signet.identity.users;

import org.jspecify.annotations.NullMarked;
