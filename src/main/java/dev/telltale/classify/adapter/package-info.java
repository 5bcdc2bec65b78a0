/**
 * Endpoint adapters: what a vendor's interface means by the names it uses. An adapter is a JSON
 * file under {@code classify/adapters/} that says which requests it is about, which value at which
 * place is of which kind, and where that is known from; {@code docs/adapters.md} has the language.
 *
 * <p>{@link dev.telltale.classify.adapter.AdapterReader} checks a file and compiles it once; {@link
 * dev.telltale.classify.adapter.AdapterSet} finds the adapters of a request by its host and walks
 * its values once for each. Adapters add meaning: they never switch another method off, and a value
 * that cannot be of the claimed kind is not reported. Everything here is immutable and safe for any
 * thread; time is bound by the number of values times the number of patterns that fit so far.
 */
@NullMarked
package dev.telltale.classify.adapter;

import org.jspecify.annotations.NullMarked;
