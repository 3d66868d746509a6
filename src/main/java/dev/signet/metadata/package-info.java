/// What the server says of itself: discovery, health, metrics, its OpenAPI file.
@NullMarked
package dev.signet.metadata;

import org.jspecify.annotations.NullMarked;
