/// Router, request, response, access: what a route may see, and the one place a refusal becomes
/// bytes.
@NullMarked
package dev.signet.web.http;

import org.jspecify.annotations.NullMarked;
