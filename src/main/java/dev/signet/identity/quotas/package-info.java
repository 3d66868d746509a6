/// Quotas: the limits that operators set for organizations, in tiers.
@NullMarked
package dev.signet.identity.quotas;

import org.jspecify.annotations.NullMarked;
