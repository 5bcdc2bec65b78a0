/**
 * Takes personal values out of what a redacted bundle shows: the one place where decoder,
 * classifier and evidence meet for it. Used by one thread at a time.
 */
@NullMarked
package dev.telltale.cli.redact;

import org.jspecify.annotations.NullMarked;
