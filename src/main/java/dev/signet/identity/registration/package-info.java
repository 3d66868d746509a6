/// Self-registration of agents: who may register, with which invite, and when unclaimed agents are
/// removed.
@NullMarked
package dev.signet.identity.registration;

import org.jspecify.annotations.NullMarked;
