/// The building blocks of the console's pages: layout, forms, charts, notices, confirmation.
@NullMarked
package dev.signet.console.parts;

import org.jspecify.annotations.NullMarked;
