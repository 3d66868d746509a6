/// Server metadata: discovery, health, metrics and the OpenAPI file.
@NullMarked
package dev.signet.tokens.metadata;

import org.jspecify.annotations.NullMarked;
