/** Devices and their profiles, sessions, phases and marks. */
@NullMarked
package dev.telltale.session;

import org.jspecify.annotations.NullMarked;
