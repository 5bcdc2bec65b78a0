/**
 * The certificate authority of the installation, leaf certificates, TLS contexts, the ClientHello
 * (SNI, ALPN, JA4) and upstream trust.
 */
@NullMarked
package dev.telltale.tls;

import org.jspecify.annotations.NullMarked;
