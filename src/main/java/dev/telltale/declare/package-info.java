/**
 * Reads declared policies (store labels, manifests, tables, prose; English and Chinese) into
 * statements with quoted spans.
 *
 * <p>{@link dev.telltale.declare.Declarations} is the way in: octets in, one {@link
 * dev.telltale.declare.Declaration} out. What words mean is data beside the classes: {@code
 * terms-en.csv} and {@code terms-zh.csv} for data types, {@code entities.csv} for parties, {@code
 * purposes.csv}, {@code labels.csv} for the stores' types. Pure: no files, network or clock at call
 * time; any thread may enter.
 */
@NullMarked
package dev.telltale.declare;

import org.jspecify.annotations.NullMarked;
