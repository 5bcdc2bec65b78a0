/**
 * Reads declared policies (store labels, manifests, tables, prose; English and Chinese) into
 * statements with quoted spans.
 */
@NullMarked
package dev.telltale.declare;

import org.jspecify.annotations.NullMarked;
