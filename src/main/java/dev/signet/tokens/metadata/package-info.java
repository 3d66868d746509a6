/// What the server says of itself: discovery, health, metrics, its OpenAPI file.
@NullMarked
package dev.signet.tokens.metadata;

import org.jspecify.annotations.NullMarked;
