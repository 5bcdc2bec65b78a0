package dev.telltale.intercept;

import io.netty.channel.Channel;

/** How an entry gives a connection to the relay, once it knows where the phone wants to go. */
@FunctionalInterface
interface Handover {

  /**
   * Takes over a channel on its event loop. Octets that the entry holds are fired into the pipeline
   * afterwards.
   */
  void attach(Channel channel, Arrival arrival, Welcome welcome);
}
