/// JSON: reading and writing it, and taking the members of an object that a caller sent.
@NullMarked
package dev.signet.base.json;

import org.jspecify.annotations.NullMarked;
