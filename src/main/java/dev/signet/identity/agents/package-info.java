/// The agent registry: the identity, owner and status of each agent.
@NullMarked
package dev.signet.identity.agents;

import org.jspecify.annotations.NullMarked;
