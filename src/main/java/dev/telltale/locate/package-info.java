/** Who receives: registrable domain, organisation, SDK, first or third party, country. */
@NullMarked
package dev.telltale.locate;

import org.jspecify.annotations.NullMarked;
