/// The quick API at `/api/agents`: an agent and its one secret in one call, and self-service.
@NullMarked
package dev.signet.identity.quickapi;

import org.jspecify.annotations.NullMarked;
