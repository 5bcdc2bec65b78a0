/** Commands, configuration, and the wiring: the only room that knows every other. */
@NullMarked
package dev.telltale.cli;

import org.jspecify.annotations.NullMarked;
