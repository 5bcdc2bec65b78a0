/**
 * A fictional phone for a first look: two invented apps and the origins that they talk to, all in
 * this process. The apps are real clients over real sockets; nothing here is canned, so what the
 * demonstration shows is what the proxy, the decoders and the rules found.
 *
 * <p>Names are of reserved domains (RFC 2606, RFC 6761).
 */
@NullMarked
package dev.telltale.demo;

import org.jspecify.annotations.NullMarked;
