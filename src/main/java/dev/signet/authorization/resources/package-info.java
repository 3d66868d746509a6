/// The APIs and MCP servers that tokens are for, with the scopes that users can allow there.
@NullMarked
package dev.signet.authorization.resources;

import org.jspecify.annotations.NullMarked;
