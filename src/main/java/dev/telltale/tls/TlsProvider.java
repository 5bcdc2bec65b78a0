package dev.telltale.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import java.util.List;

/** Which TLS engine is used: BoringSSL where its library loads, else the JDK's. */
final class TlsProvider {
  /** Contexts and engines count references; a Netty {@code SslHandler} releases its engine. */
  static final SslProvider BEST =
      OpenSsl.isAvailable() && OpenSsl.supportsKeyManagerFactory()
          ? SslProvider.OPENSSL_REFCNT
          : SslProvider.JDK;

  private TlsProvider() {}

  static boolean isNative(SslProvider provider) {
    return provider != SslProvider.JDK;
  }

  static ApplicationProtocolConfig alpn(List<String> protocols) {
    return protocols.isEmpty()
        ? ApplicationProtocolConfig.DISABLED
        : new ApplicationProtocolConfig(
            ApplicationProtocolConfig.Protocol.ALPN,
            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
            protocols);
  }
}
