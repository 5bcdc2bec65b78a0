package dev.telltale.intercept;

import dev.telltale.util.Limits;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the interceptor listens, whom it serves, where it may go, and what it leaves alone.
 *
 * @param proxy where the explicit proxy listens; port 0 means any free port
 * @param socks where the SOCKS5 entry listens, null for none
 * @param transparent where the transparent entry listens, null for none
 * @param transparentRedirect whether the gateway's rules are REDIRECT, which needs no privilege,
 *     and not TPROXY
 * @param connectTo destinations to dial elsewhere; the first match counts
 * @param allowUpstream addresses that may be dialled although they are loopback, link-local or the
 *     machine's own
 * @param allowClient who may use the entries; everyone else is disconnected at once
 * @param proxyToken password of the proxy credential, which clients beyond loopback must give; null
 *     if none is asked for
 * @param limits bounds on heads, and on what is kept of bodies
 * @param connectTimeout for one address
 * @param headTimeout for the rest of a message head or a TLS hello, once it has begun
 * @param idleTimeout after which a connection on which nothing moves is closed
 * @param passThrough hosts to leave unread: {@code bank.example} or {@code *.bank.example}, which
 *     does not include {@code bank.example} itself
 * @param autoPassThrough whether two TLS refusals by the same app for the same host make the proxy
 *     leave it unread for an hour
 * @param intercept whether TLS is opened at all; without, connections are passed through and
 *     recorded with SNI, JA4 and sizes
 * @param proxyProtocol whether connections to the explicit proxy begin with a PROXY protocol header
 *     that names the phone's address
 */
public record InterceptConfig(
    InetSocketAddress proxy,
    @Nullable InetSocketAddress socks,
    @Nullable InetSocketAddress transparent,
    boolean transparentRedirect,
    List<ConnectTo> connectTo,
    List<AddressRange> allowUpstream,
    List<AddressRange> allowClient,
    @Nullable String proxyToken,
    Limits limits,
    Duration connectTimeout,
    Duration headTimeout,
    Duration idleTimeout,
    List<String> passThrough,
    boolean autoPassThrough,
    boolean intercept,
    boolean proxyProtocol) {

  public InterceptConfig {
    connectTo = List.copyOf(connectTo);
    allowUpstream = List.copyOf(allowUpstream);
    allowClient = List.copyOf(allowClient);
    passThrough = List.copyOf(passThrough);
  }

  /** The defaults, listening on any free loopback port. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects settings; not safe for use by several threads. */
  public static final class Builder {
    private InetSocketAddress proxy = new InetSocketAddress("127.0.0.1", 0);
    private @Nullable InetSocketAddress socks;
    private @Nullable InetSocketAddress transparent;
    private boolean transparentRedirect;
    private List<ConnectTo> connectTo = List.of();
    private List<AddressRange> allowUpstream = List.of();
    private List<AddressRange> allowClient = AddressRange.LOCAL;
    private @Nullable String proxyToken;
    private Limits limits = Limits.DEFAULT;
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration headTimeout = Duration.ofSeconds(30);
    private Duration idleTimeout = Duration.ofMinutes(10);
    private List<String> passThrough = List.of();
    private boolean autoPassThrough;
    private boolean intercept = true;
    private boolean proxyProtocol;

    private Builder() {}

    public Builder proxy(InetSocketAddress value) {
      proxy = value;
      return this;
    }

    public Builder socks(@Nullable InetSocketAddress value) {
      socks = value;
      return this;
    }

    public Builder transparent(@Nullable InetSocketAddress value) {
      transparent = value;
      return this;
    }

    public Builder transparentRedirect(boolean value) {
      transparentRedirect = value;
      return this;
    }

    public Builder connectTo(List<ConnectTo> value) {
      connectTo = value;
      return this;
    }

    public Builder allowUpstream(List<AddressRange> value) {
      allowUpstream = value;
      return this;
    }

    public Builder allowClient(List<AddressRange> value) {
      allowClient = value;
      return this;
    }

    public Builder proxyToken(@Nullable String value) {
      proxyToken = value;
      return this;
    }

    public Builder limits(Limits value) {
      limits = value;
      return this;
    }

    public Builder connectTimeout(Duration value) {
      connectTimeout = value;
      return this;
    }

    public Builder headTimeout(Duration value) {
      headTimeout = value;
      return this;
    }

    public Builder idleTimeout(Duration value) {
      idleTimeout = value;
      return this;
    }

    public Builder passThrough(List<String> value) {
      passThrough = value;
      return this;
    }

    public Builder autoPassThrough(boolean value) {
      autoPassThrough = value;
      return this;
    }

    public Builder intercept(boolean value) {
      intercept = value;
      return this;
    }

    public Builder proxyProtocol(boolean value) {
      proxyProtocol = value;
      return this;
    }

    public InterceptConfig build() {
      return new InterceptConfig(
          proxy,
          socks,
          transparent,
          transparentRedirect,
          connectTo,
          allowUpstream,
          allowClient,
          proxyToken,
          limits,
          connectTimeout,
          headTimeout,
          idleTimeout,
          passThrough,
          autoPassThrough,
          intercept,
          proxyProtocol);
    }
  }
}
