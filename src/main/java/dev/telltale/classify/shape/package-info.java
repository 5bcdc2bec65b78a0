/**
 * What values look like: one validator for each shape, written by hand in linear time, with the
 * standard that it follows. Nothing here knows keys, places or kinds.
 */
@NullMarked
package dev.telltale.classify.shape;

import org.jspecify.annotations.NullMarked;
