package dev.telltale.classify.shape;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

  @ParameterizedTest
  @ValueSource(strings = {"ada@mail.example", "a.b+c@sub.shop.co.uk", "o'neil@x.org", "x@y.test"})
  void mailboxes(String text) {
    assertThat(Addresses.mailbox(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "logo@2x.png",
        "@mail.example",
        "a@b",
        "a@b.c",
        "a@@b.org",
        ".a@b.org",
        "a@1.2.3.4",
        "h@vnu.watka",
        "a b@c.org"
      })
  void notMailboxes(String text) {
    assertThat(Addresses.mailbox(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "203.0.113.7",
        "::1",
        "2001:db8::1",
        "[2001:db8::1]",
        "fe80::1%wlan0",
        "::ffff:192.0.2.1",
        "1:2:3:4:5:6:7:8"
      })
  void addresses(String text) {
    assertThat(Addresses.ip(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.2.3",
        "1.2.3.256",
        "01.2.3.4",
        "1.2.3.4.5",
        "12:34:56",
        "1::2::3",
        "1:2:3:4:5:6:7:8:9",
        "gggg::1",
        ":1",
        "1.2.3."
      })
  void notAddresses(String text) {
    assertThat(Addresses.ip(text)).isFalse();
  }
}
