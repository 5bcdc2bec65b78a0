/**
 * The known-value engine: derives every form in which a value of a device profile may travel, and
 * searches each decoded layer and leaf for all of them in one pass.
 */
@NullMarked
package dev.telltale.classify.known;

import org.jspecify.annotations.NullMarked;
