/**
 * The evidence bundle: a BagIt bag whose exchange records are the leaves of a signed Merkle tree,
 * and its verifier. {@code docs/evidence.md} specifies the format so that a stranger can write a
 * second verifier.
 */
@NullMarked
package dev.telltale.evidence.bundle;

import org.jspecify.annotations.NullMarked;
