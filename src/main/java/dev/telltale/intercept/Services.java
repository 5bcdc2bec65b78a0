package dev.telltale.intercept;

import dev.telltale.model.LocalPages;
import dev.telltale.model.TrafficSink;
import dev.telltale.tls.ServerContexts;
import dev.telltale.tls.UpstreamTrust;
import dev.telltale.util.Clock;
import dev.telltale.util.Ids;
import dev.telltale.util.Limits;
import io.netty.channel.group.ChannelGroup;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** What every connection of an interceptor shares. All of it is safe for any thread. */
record Services(
    InterceptConfig config,
    TrafficSink sink,
    LocalPages pages,
    Clock clock,
    Ids ids,
    CaptureBudget budget,
    Set<ExchangeLog> live,
    Dialer dialer,
    ServerContexts contexts,
    UpstreamTrust trust,
    Refusals refusals,
    ChannelGroup channels,
    AtomicBoolean closing) {

  Limits limits() {
    return config.limits();
  }
}
