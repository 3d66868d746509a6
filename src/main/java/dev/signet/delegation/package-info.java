/// Delegations: what agents lend each other, and how far tokens that were exchanged reach.
@NullMarked
package dev.signet.delegation;

import org.jspecify.annotations.NullMarked;
