/// Apps: clients that describe themselves, by a metadata document or by what their client id
/// contains.
@NullMarked
package dev.signet.authorization.apps;

import org.jspecify.annotations.NullMarked;
