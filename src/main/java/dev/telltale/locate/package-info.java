/**
 * Who receives: registrable domain, organisation, SDK, first or third party, country.
 *
 * <p>{@link dev.telltale.locate.Locator} is the way in. It joins three tables that ship with the
 * program: the public suffix list (inside Guava), our own table of recipients ({@code
 * recipients.csv}, {@code organisations.csv}) and the iptoasn country file. Pure: no name is
 * resolved and no file is opened after the tables were read. Everything here is immutable and safe
 * for any thread.
 */
@NullMarked
package dev.telltale.locate;

import org.jspecify.annotations.NullMarked;
