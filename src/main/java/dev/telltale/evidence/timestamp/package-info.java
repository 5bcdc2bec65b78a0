/**
 * Trusted time (RFC 3161): requests to a time-stamping authority, and what its tokens prove. Octets
 * in, octets out; who talks to the authority stands outside.
 */
@NullMarked
package dev.telltale.evidence.timestamp;

import org.jspecify.annotations.NullMarked;
