/**
 * The records that every room shares: what was observed ({@link Connection}, {@link Exchange},
 * {@link Gap}), in which circumstances ({@link Context}, {@link Session}, {@link Mark}), and what
 * it means ({@link Finding}, {@link Recipient}).
 *
 * <p>All are immutable values without behaviour beyond themselves. The package knows the JDK only,
 * and any thread may use it.
 */
@NullMarked
package dev.telltale.model;

import org.jspecify.annotations.NullMarked;
