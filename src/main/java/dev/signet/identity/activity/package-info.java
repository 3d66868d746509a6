/// What agents do: how many tokens they are issued, which scopes they ask for, and which are idle.
@NullMarked
package dev.signet.identity.activity;

import org.jspecify.annotations.NullMarked;
