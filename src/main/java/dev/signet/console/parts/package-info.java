/// What the pages of the console are made of: frame, forms, charts, notices, confirmation.
@NullMarked
package dev.signet.console.parts;

import org.jspecify.annotations.NullMarked;
