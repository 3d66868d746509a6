/// The catalogue of events: what each event of the audit log is called, has, and means.
@NullMarked
package dev.signet.events.catalog;

import org.jspecify.annotations.NullMarked;
