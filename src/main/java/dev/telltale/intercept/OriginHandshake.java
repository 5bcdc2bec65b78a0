package dev.telltale.intercept;

import dev.telltale.model.Gap;
import dev.telltale.model.Outcome;
import dev.telltale.model.Tls;
import dev.telltale.tls.UpstreamTrust;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Stands behind the TLS handler of an origin's connection until its handshake is over, and says how
 * it went. A certificate that does not verify is a gap, and an error page for the phone.
 */
final class OriginHandshake extends ChannelInboundHandlerAdapter {

  /** Who waits for the handshake; called once, on the event loop. */
  interface Waiting {
    /**
     * The origin's certificate verified.
     *
     * @param alpn the protocol that the origin chose, null if none
     */
    void secured(@Nullable String alpn);

    /** There is no connection to the origin that could be used. */
    void failed(Destination.Unreachable reason);
  }

  private final Flow flow;
  private final SslHandler handler;
  private final @Nullable String sni;
  private final Waiting waiting;

  OriginHandshake(Flow flow, SslHandler handler, @Nullable String sni, Waiting waiting) {
    this.flow = flow;
    this.handler = handler;
    this.sni = sni;
    this.waiting = waiting;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (!(event instanceof SslHandshakeCompletionEvent done)) {
      ctx.fireUserEventTriggered(event);
    } else if (done.isSuccess()) {
      ctx.channel().config().setAutoRead(false);
      ctx.pipeline().remove(this);
      String alpn = handler.applicationProtocol();
      SSLSession session = handler.engine().getSession();
      flow.upstreamTls(new Tls(session.getProtocol(), session.getCipherSuite(), alpn, sni, null));
      waiting.secured(alpn);
    } else {
      waiting.failed(reason(done.cause()));
      ctx.close();
    }
  }

  private Destination.Unreachable reason(Throwable cause) {
    String text =
        UpstreamTrust.refusal(cause)
            .map(refusal -> untrusted(String.valueOf(refusal.getMessage())))
            .orElseGet(
                () ->
                    "The TLS handshake with "
                        + flow.name()
                        + " failed: "
                        + AlertWatch.rootMessage(cause)
                        + ".");
    return new Destination.Unreachable(502, text, Outcome.UPSTREAM_FAILED);
  }

  private String untrusted(String why) {
    flow.gap(Gap.Cause.UPSTREAM_UNTRUSTED, null, why);
    return "The certificate of "
        + flow.name()
        + " did not verify ("
        + why
        + "), so nothing was sent to it.\n"
        + "If this is your own server, give its authority with --trust-upstream.";
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // The handshake's completion event carries it.
  }
}
