/// Finds agents: search, lists in several orders, and exact counts.
@NullMarked
package dev.signet.identity.directory;

import org.jspecify.annotations.NullMarked;
