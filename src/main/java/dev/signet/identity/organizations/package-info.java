/// Organizations: the owners of agents, isolated from each other.
@NullMarked
package dev.signet.identity.organizations;

import org.jspecify.annotations.NullMarked;
