/// Text that people write and search: what one line may hold, UTF-8, and folding for searches.
@NullMarked
package dev.signet.base.text;

import org.jspecify.annotations.NullMarked;
