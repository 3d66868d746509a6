/// Text for people and searches: single lines, UTF-8, form encoding, and normalization for
/// searches.
@NullMarked
package dev.signet.base.text;

import org.jspecify.annotations.NullMarked;
