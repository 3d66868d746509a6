/// To whom agents belong, and the wall between organizations.
@NullMarked
package dev.signet.identity.organizations;

import org.jspecify.annotations.NullMarked;
