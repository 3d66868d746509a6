/// Limits: how often a client may fail, and how often a caller may call.
@NullMarked
package dev.signet.web.limits;

import org.jspecify.annotations.NullMarked;
