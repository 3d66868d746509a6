/// Client credentials, and client authentication at the OAuth endpoints.
@NullMarked
package dev.signet.identity.credentials;

import org.jspecify.annotations.NullMarked;
