/// Requests to URLs that clients provide, with protection against SSRF: documents, such as an
/// agent's keys, are fetched, and messages posted.
@NullMarked
package dev.signet.base.fetch;

import org.jspecify.annotations.NullMarked;
