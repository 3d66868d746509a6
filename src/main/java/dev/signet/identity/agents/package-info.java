/// The registry: who an agent is, who owns it, whether it may be given tokens.
@NullMarked
package dev.signet.identity.agents;

import org.jspecify.annotations.NullMarked;
