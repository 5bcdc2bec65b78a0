package dev.telltale.intercept;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Turns a name into addresses; may block, and is therefore never called on an event loop. */
@FunctionalInterface
interface NameResolver {

  /** The addresses of a name or an address literal, in the order in which to try them. */
  InetAddress[] resolve(String host) throws UnknownHostException;
}
