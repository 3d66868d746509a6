/// How an agent proves who it is: its secrets, and the check of them at the OAuth endpoints.
@NullMarked
package dev.signet.identity.credentials;

import org.jspecify.annotations.NullMarked;
