/** The HTML and PDF report for people who were not there. */
@NullMarked
package dev.telltale.report;

import org.jspecify.annotations.NullMarked;
