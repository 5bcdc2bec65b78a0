package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.util.Clock;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class ClientAccessTest {
  private final ClientAccess access =
      new ClientAccess(InterceptConfig.builder().build(), Clock.SYSTEM);

  @Test
  void f72_aClientHasRoomForSoManyConnectionsWhateverTheEntry() {
    InetSocketAddress phone = new InetSocketAddress("192.168.1.7", 40_000);
    EmbeddedChannel first = new EmbeddedChannel();
    assertThat(access.takes(first, phone)).isTrue();
    for (int i = 1; i < ClientAccess.CONNECTIONS_PER_CLIENT; i++) {
      assertThat(access.takes(new EmbeddedChannel(), phone)).isTrue();
    }
    assertThat(access.takes(new EmbeddedChannel(), phone)).isFalse();
    assertThat(access.takes(new EmbeddedChannel(), new InetSocketAddress("192.168.1.8", 1)))
        .as("others are not starved")
        .isTrue();
    first.close();
    assertThat(access.takes(new EmbeddedChannel(), phone)).as("one has closed").isTrue();
  }

  @Test
  void f49_whoIsNotServedIsNotCounted() {
    assertThat(access.takes(new EmbeddedChannel(), new InetSocketAddress("198.51.100.1", 1)))
        .isFalse();
    assertThat(access.takes(new EmbeddedChannel(), null)).isFalse();
  }
}
