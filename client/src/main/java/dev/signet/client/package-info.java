/**
 * What an agent puts into its program to be somebody: tokens that are there before they are needed,
 * proofs of possession, credentials that rotate themselves; and, for the API that an agent calls,
 * the check of what it was sent.
 */
@NullMarked
package dev.signet.client;

import org.jspecify.annotations.NullMarked;
