package dev.telltale.tls;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeafNameTest {
  private static String names(@Nullable String sni, String host) {
    return LeafName.of(sni, host).toString();
  }

  @Test
  void f38_theServerNameAndTheHostAreCertified() {
    assertThat(names("a.example", "a.example")).isEqualTo("a.example");
    assertThat(names("A.Example.", "a.example")).isEqualTo("a.example");
    assertThat(names("front.example", "hidden.example")).isEqualTo("front.example,hidden.example");
    assertThat(names(null, "a.example")).isEqualTo("a.example");
    assertThat(names("a.example", "192.0.2.7")).isEqualTo("a.example");
    assertThat(names(null, "192.0.2.7")).isEqualTo("192.0.2.7");
    assertThat(names(null, "[2001:DB8::7]")).isEqualTo("2001:db8::7");
    assertThat(names(null, "fe80::7%eth0")).isEqualTo("fe80::7");
  }

  @Test
  void f38_unsafeServerNamesLeaveTheHost() {
    for (String sni :
        new String[] {
          "",
          ".",
          "192.0.2.9",
          "2001:db8::9",
          "*.example",
          "a.*.example",
          "evil.example\0.example",
          "b\u00fccher.example",
          "a..example",
          "-a.example",
          "a-.example",
          "a b.example",
          "a,b.example",
          "a/b.example",
          "a@b.example",
          "a:443",
          "x".repeat(64) + ".example",
          ("x".repeat(50) + ".").repeat(5) + "example",
        }) {
      assertThat(names(sni, "a.example")).as(sni).isEqualTo("a.example");
    }
  }

  @Test
  void f38_oddNamesThatExistAreServed() {
    assertThat(names("my_host.example", "192.0.2.7")).isEqualTo("my_host.example");
    assertThat(names("_dmarc.example", "192.0.2.7")).isEqualTo("_dmarc.example");
    assertThat(names("xn--bcher-kva.example", "192.0.2.7")).isEqualTo("xn--bcher-kva.example");
    assertThat(names(null, "b\u00fccher.example")).isEqualTo("xn--bcher-kva.example");
    assertThat(names("localhost", "127.0.0.1")).isEqualTo("localhost");
    String longest = ("x".repeat(60) + ".").repeat(4) + "example.x";
    assertThat(longest).hasSize(253);
    assertThat(names(longest, "192.0.2.7")).isEqualTo(longest);
  }

  @Test
  void f38_whenNothingIsSafeALeafStillExists() {
    assertThat(names("*", "*.example")).isEqualTo(LeafName.NOTHING);
    assertThat(names(null, "")).isEqualTo(LeafName.NOTHING);
    assertThat(names(null, "a\0b")).isEqualTo(LeafName.NOTHING);
    assertThat(names(null, "x".repeat(300))).isEqualTo(LeafName.NOTHING);
  }

  @Test
  void textAndBack() {
    LeafName name = LeafName.of("front.example", "hidden.example");
    assertThat(LeafName.parse(name.toString()).names()).isEqualTo(name.names());
  }
}
