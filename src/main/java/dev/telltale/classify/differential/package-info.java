/**
 * Identifiers that nobody named: values that stay the same across the runs of one phone and differ
 * between phones. {@link dev.telltale.classify.differential.Sightings} takes the candidates from
 * decoded messages, {@link dev.telltale.classify.differential.Differential} compares them over
 * runs. Pure; the same input gives the same output in the same order.
 */
@NullMarked
package dev.telltale.classify.differential;

import org.jspecify.annotations.NullMarked;
