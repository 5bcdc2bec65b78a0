/**
 * Turns decoded values into findings: known values of the test phone in every form, key-and-shape
 * rules, endpoint adapters. Rules are data under {@code src/main/resources}; detectors stand behind
 * one interface; every finding says why. Pure: no sockets, no files at call time, no clock.
 */
@NullMarked
package dev.telltale.classify;

import org.jspecify.annotations.NullMarked;
