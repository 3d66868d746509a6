/// Fetches documents, such as an agent's keys, from URLs that clients provide, with protection
/// against SSRF.
@NullMarked
package dev.signet.base.fetch;

import org.jspecify.annotations.NullMarked;
