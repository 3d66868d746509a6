/// Health and metrics, for monitoring.
@NullMarked
package dev.signet.web.monitoring;

import org.jspecify.annotations.NullMarked;
