/// The agents' API keys: one an agent, with a secret by which the agent rotates both itself.
@NullMarked
package dev.signet.identity.apikeys;

import org.jspecify.annotations.NullMarked;
