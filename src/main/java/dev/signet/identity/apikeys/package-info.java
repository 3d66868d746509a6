/// The agents' API keys: one per agent, with a rotation secret by which the agent rotates both.
@NullMarked
package dev.signet.identity.apikeys;

import org.jspecify.annotations.NullMarked;
