/// Budgets: how often somebody may fail, and how often somebody may call.
@NullMarked
package dev.signet.web.limits;

import org.jspecify.annotations.NullMarked;
