/**
 * The store: one SQLite file, its schema and migrations, the single thread that writes to it, and
 * the queries that everyone else reads through ({@link dev.telltale.record.Recordings}).
 *
 * <p>Exchanges are stored first and never change; findings are derived and can be made anew. {@link
 * dev.telltale.record.Store} is the way in. Behind it, {@code Writer} with its {@code WriteQueue}
 * takes records from any thread and commits them in groups ({@code Tables}, {@code SharedRows});
 * {@code Queries} reads on connections of its own ({@code Readers}, {@code Rows}); {@code
 * StoreFile} knows the file and what its faults mean. {@code docs/storage.md} describes schema,
 * durability and recovery.
 *
 * <p>The only room that knows SQL. It may use {@code model} and {@code util}.
 */
@NullMarked
package dev.telltale.record;

import org.jspecify.annotations.NullMarked;
