package dev.telltale.locate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.model.Recipient;
import dev.telltale.util.Csv;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fictional companies in a table of their own; public suffixes and addresses are the real ones. */
class LocatorTest {
  private static final Locator LOCATOR =
      new Locator(
          new Recipients(
              Csv.table(
                  """
                  domain,organisation,sdk,category,source
                  beaconry.example,Beaconry,Beaconry SDK,analytics,general-knowledge
                  rent.example,Hostmaster,,cloud,general-knowledge
                  lumen.example,Lumen Group,,,general-knowledge
                  lumenads.example,Lumen Group,Lumen Ads,advertising,general-knowledge
                  install.googleapis.com,Beaconry,Beaconry SDK,analytics,general-knowledge
                  """),
              Csv.table(
                  """
                  organisation,country,apps
                  Beaconry,FI,
                  Hostmaster,,
                  Lumen Group,CN,cn.shining.video
                  """)),
          Countries.shipped());

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // CLI.md's example: nothing ties the two together
        "t.example, com.example.app, third",
        "api.acme.example, com.acme.reader, first",
        "acme.example, com.acme.reader, first",
        "api.acme.com, com.acme.reader, first",
        "API.Acme.Example., com.ACME.reader, first",
        "x.co.uk, uk.co.acme.news, third",
        "api.acme.co.uk, uk.co.acme.news, first",
        // PolicyLint compares the last two labels, and so takes every *.com.cn for cn.com.*'s own
        "tracker.com.cn, cn.com.acme.reader, third",
        "img.acme.com.cn, cn.com.acme.reader, first",
        "api.acme-news.example, com.acme_news.reader, first",
        "api.360acme.example, com._360acme.reader, first",
        "api.acme.example, air.com.acme.reader, first",
        "alice.github.io, io.github.alice.app, first",
        "bob.github.io, io.github.alice.app, third",
        // looks related, nothing says so
        "static.acmecdn.example, com.acme.reader, unknown",
        "api.app.example, com.app.reader, unknown",
        "api.acme.example, -, unknown",
        "api.acme.example, '  ', unknown",
        "192.0.2.7, com.acme.reader, unknown",
        "[2001:db8::7]:8443, com.acme.reader, unknown",
        "intranet, com.acme.reader, unknown",
        "api.acme.example, reader, unknown",
        // the table
        "in.beaconry.example, com.acme.reader, third",
        "in.beaconry.example, com.beaconry.reader, third",
        "in.beaconry.example, example.beaconry.reader, first",
        "x.lumenads.example, example.lumen.video, first",
        "x.lumenads.example, cn.shining.video.lite, first",
        "x.lumenads.example, cn.shining.videos, third",
        "acme.rent.example, com.acme.reader, unknown",
        "a.rent.example, example.rent.console, first",
      })
  void partyIsRelativeToTheApp(String host, String app, String party) {
    assertThat(LOCATOR.locate(host, null, app).party()).isEqualTo(party);
  }

  @ParameterizedTest
  @CsvSource({
    "api.acme.example, acme.example",
    "a.b.acme.co.uk, acme.co.uk",
    "co.uk, co.uk",
    "a.acme.test, acme.test",
    "b.acme.s3.amazonaws.com, acme.s3.amazonaws.com",
    "s3.amazonaws.com, amazonaws.com",
    "shop.bücher.example, xn--bcher-kva.example",
    "a.公司.cn, a.xn--55qx5d.cn",
    "a_b.acme.example, acme.example",
    "install.googleapis.com, googleapis.com",
    "other.googleapis.com, other.googleapis.com",
    "203.0.113.9, 203.0.113.9",
    "2001:db8::7, 2001:db8::7",
    "..., ..",
    "localhost, localhost",
  })
  void domainIsWhatSomebodyRegistered(String host, String domain) {
    assertThat(LOCATOR.locate(host, null, null).domain()).isEqualTo(domain);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "8.8.8.8, US",
        "::ffff:8.8.8.8, US",
        "2001:4860:4860::8888, US",
        "223.5.5.5, CN",
        "203.0.113.7, -",
        "10.1.2.3, -",
        "192.168.1.1, -",
        "127.0.0.1, -",
        "fe80::1%eth0, -",
        "fc00::1, -",
        "224.0.0.1, -",
        "0.0.0.0, -",
        "not an address, -",
        "-, -",
      })
  void countryIsThatOfTheAddress(String address, String country) {
    assertThat(LOCATOR.locate("api.acme.example", address, null).country()).isEqualTo(country);
  }

  @Test
  void whatIsKnownOfTheRecipientIsSaid() {
    assertThat(LOCATOR.locate("eu.in.Beaconry.example", "203.0.113.7", "com.acme.reader"))
        .isEqualTo(
            new Recipient(
                "eu.in.beaconry.example",
                "beaconry.example",
                "Beaconry",
                "Beaconry SDK",
                "analytics",
                "third",
                null,
                "203.0.113.7"));
  }

  @Test
  void whatTheAppDeclaresComesFirst() {
    FirstParty declared = FirstParty.of(Set.of("Gate.example"), Set.of("Beaconry, Inc."));
    assertThat(LOCATOR.locate("a.gate.example", null, null, declared).party()).isEqualTo("first");
    assertThat(LOCATOR.locate("agate.example", null, "com.acme.reader", declared).party())
        .isEqualTo("third");
    assertThat(LOCATOR.locate("in.beaconry.example", null, "com.acme.reader", declared).party())
        .isEqualTo("first");
    assertThat(LOCATOR.locate("beaconry.test", null, "com.acme.reader", declared).party())
        .isEqualTo("first");
  }
}
