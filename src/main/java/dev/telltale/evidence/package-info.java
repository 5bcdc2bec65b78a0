/** HAR, CSV, JSON Lines, the signed bundle and its verifier, and imports. */
@NullMarked
package dev.telltale.evidence;

import org.jspecify.annotations.NullMarked;
