/**
 * Turns an exchange's request into a tree of decoded values ({@link dev.telltale.decode.Node}),
 * each with its place and the chain of encodings that led to it. Pure: bytes and records in,
 * records out; bounded by {@link dev.telltale.util.Limits} in depth, octets, ratio and number;
 * never throws on any input.
 */
@NullMarked
package dev.telltale.decode;

import org.jspecify.annotations.NullMarked;
