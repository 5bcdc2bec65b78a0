/**
 * The store: one SQLite file, its schema and migrations, the single thread that writes to it, and
 * the queries that everyone else reads through ({@link dev.telltale.record.Recordings}). Exchanges
 * are stored first and never change; findings are derived and can be made anew.
 */
@NullMarked
package dev.telltale.record;

import org.jspecify.annotations.NullMarked;
