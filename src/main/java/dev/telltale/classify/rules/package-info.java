/**
 * Key-and-shape rules: what a field's name proposes, what its value can be, and what stands around
 * it. The vocabulary is data ({@code keys.csv}); which proposal a value bears out is decided here.
 */
@NullMarked
package dev.telltale.classify.rules;

import org.jspecify.annotations.NullMarked;
