/// Who calls, in which request, and whose data that caller may see: callers, request contexts,
/// tenancy.
@NullMarked
package dev.signet.base.callers;

import org.jspecify.annotations.NullMarked;
