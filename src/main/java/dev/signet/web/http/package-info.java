/// The HTTP server: router, requests, responses, access, and the format of errors.
@NullMarked
package dev.signet.web.http;

import org.jspecify.annotations.NullMarked;
