/**
 * The ways in (explicit proxy through LittleProxy, SOCKS5, transparent) and one relay for HTTP/1.1,
 * HTTP/2, gRPC, WebSocket and opaque streams. Emits {@link dev.telltale.model.Exchange}, {@link
 * dev.telltale.model.ClosedConnection} and {@link dev.telltale.model.Gap} to a {@link
 * dev.telltale.model.TrafficSink}. Netty event loops run it; they never wait.
 */
@NullMarked
package dev.telltale.intercept;

import org.jspecify.annotations.NullMarked;
