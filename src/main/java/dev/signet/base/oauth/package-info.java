/// The protocol's words: scopes, names of grants, error codes. No rule of ours stands here.
@NullMarked
package dev.signet.base.oauth;

import org.jspecify.annotations.NullMarked;
