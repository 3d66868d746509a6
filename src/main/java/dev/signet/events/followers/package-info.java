/// Followers: readers of the audit log that miss no event and repeat none, with stored positions.
@NullMarked
package dev.signet.events.followers;

import org.jspecify.annotations.NullMarked;
