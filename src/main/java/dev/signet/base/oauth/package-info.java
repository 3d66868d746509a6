/// The vocabulary of OAuth: scopes, grant types, error codes. Contains no rules of this server.
@NullMarked
package dev.signet.base.oauth;

import org.jspecify.annotations.NullMarked;
