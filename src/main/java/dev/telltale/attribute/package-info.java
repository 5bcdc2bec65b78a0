/** Which app sent a connection, by which method, with which confidence. */
@NullMarked
package dev.telltale.attribute;

import org.jspecify.annotations.NullMarked;
