/// Requested pages of lists, and the pages that answer them: by number or by cursor.
@NullMarked
package dev.signet.base.paging;

import org.jspecify.annotations.NullMarked;
