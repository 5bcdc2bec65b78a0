package dev.telltale.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.util.Clock;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServerContextsTest {
  @TempDir Path folder;
  private CertificateAuthority authority;

  @BeforeEach
  void open() throws Exception {
    authority = CertificateAuthority.openOrCreate(folder.resolve("certs"), Clock.SYSTEM);
  }

  private UpstreamTrust client(SslProvider provider) throws Exception {
    return UpstreamTrust.of(List.of(authority.pemFile()), Set.of(), Clock.SYSTEM, provider);
  }

  @ParameterizedTest
  @EnumSource(names = {"JDK", "OPENSSL_REFCNT"})
  void oneContextServesManyHosts(SslProvider provider) throws Exception {
    try (ServerContexts contexts = new ServerContexts(authority, Clock.SYSTEM, provider);
        UpstreamTrust trust = client(provider);
        Endpoint endpoint =
            new Endpoint(
                (alloc, hello) -> contexts.newHandler(alloc, "192.0.2.7", List.of("h2"), hello))) {
      for (int i = 0; i < 20; i++) {
        String host = "host-" + i + ".example";
        Endpoint.Met met =
            endpoint.connect(
                alloc -> trust.newHandler(alloc, host, 443, host, List.of("h2", "http/1.1")));
        assertThat(met.alpn()).isEqualTo("h2");
        assertThat(met.certificate().getSubjectAlternativeNames())
            .containsExactly(List.of(2, host));
        assertThat(met.session().getProtocol()).isEqualTo("TLSv1.3");
      }
    }
  }
}
