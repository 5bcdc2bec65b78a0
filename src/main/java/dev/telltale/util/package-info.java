/**
 * The clock, limits, hashing and small byte tools that every room may use. Pure JDK; all of it is
 * safe for any thread.
 */
@NullMarked
package dev.telltale.util;

import org.jspecify.annotations.NullMarked;
