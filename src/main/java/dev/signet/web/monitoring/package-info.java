/// Health and metrics: what a monitor reads.
@NullMarked
package dev.signet.web.monitoring;

import org.jspecify.annotations.NullMarked;
