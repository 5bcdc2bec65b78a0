/** Holds findings against statements: verdicts, axes, rule packs, and differences between runs. */
@NullMarked
package dev.telltale.compare;

import org.jspecify.annotations.NullMarked;
