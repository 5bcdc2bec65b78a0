package dev.telltale.classify.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdapterReaderTest {
  private static final String GOOD =
      """
      {"sdk": "Beaconry SDK", "organisation": "Beaconry",
       "match": {"hosts": ["beaconry.example"], "paths": ["/in/**"], "methods": ["POST"]},
       "claims": {"source": "general-knowledge",
                  "places": {"field:ad": "device.ad_id",
                             "field:who": [{"kind": "contact.email", "digest": ["plain", "md5"]},
                                           "account.user_id"]}},
       "encrypted": {"data": ["device.ad_id"], "note": "sealed", "source": "general-knowledge"}}
      """;

  @Test
  void readsAnAdapter() {
    Adapter adapter = AdapterReader.read("beaconry.json", GOOD, UnaryOperator.identity());
    assertThat(adapter.id()).isEqualTo("beaconry");
    assertThat(adapter.claims())
        .extracting(Claim::kind)
        .containsExactly("device.ad_id", "contact.email", "account.user_id");
    assertThat(adapter.claims().get(1).plain()).isTrue();
    assertThat(adapter.claims().get(1).digests()).containsExactly("md5");
    assertThat(adapter.encrypted()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"sdk\" | \"skd\" | skd | expected: one of sdk",
        "\"organisation\": \"Beaconry\", | | organisation is missing |",
        "\"hosts\": [\"beaconry.example\"] | \"hosts\": [\"Beaconry.example\"] | match.hosts | lower-case",
        "\"hosts\": [\"beaconry.example\"] | \"hosts\": [] | match | fits every request",
        "\"hosts\": [\"beaconry.example\"] | \"requires\": [\"body:**/a\"] | match.requires | no **",
        "\"/in/**\" | \"in\" | match.paths | expected: a slash",
        "\"POST\" | \"post\" | match.methods | upper case",
        "\"methods\": [\"POST\"] | \"methods\": [7] | match.methods[0] | expected: text",
        "\"field:ad\": \"device.ad_id\" | \"field:ad\": \"device.gaid\" | claims.places.field:ad | did you mean device.ad_id.gaid?",
        "\"field:ad\" | \"fields:ad\" | fields:ad | as in body:device/id",
        "\"field:ad\" | \"field:\" | field: | expected: field, query",
        "\"plain\", \"md5\" | \"md4\" | digest: md4 | sha256",
        "\"kind\": \"contact.email\" | \"kind\": \"contact.email\", \"with\": \"lon\" | with | two halves",
        "\"kind\": \"contact.email\" | \"kind\": \"contact.email\", \"shape\": \"round\" | shape: round | uuid",
        "\"kind\": \"contact.email\" | \"kind\": \"contact.email\", \"part\": {\"piece\": 1} | part | piece without by",
        "\"source\": \"general-knowledge\", \"places\" | \"places\" | source is missing |",
        "\"note\": \"sealed\", | | note is missing |",
      })
  void brokenFilesSayWhereWhatAndWhatWasExpected(
      String good, String bad, String at, String expected) {
    String text = GOOD.replaceAll("\\s+", " ");
    assertThat(text).contains(good);
    assertThatThrownBy(
            () ->
                AdapterReader.read(
                    "beaconry.json",
                    text.replace(good, bad == null ? "" : bad),
                    UnaryOperator.identity()))
        .isInstanceOf(AdapterException.class)
        .hasMessageStartingWith("beaconry.json: ")
        .hasMessageContaining(at)
        .hasMessageContaining(expected == null ? "" : expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hearsay",
        "documentation",
        "documentation http://beaconry.example/",
        "general-knowledge https://beaconry.example/",
      })
  void aSourceIsNamedOrItIsNone(String source) {
    assertThatThrownBy(
            () ->
                AdapterReader.read(
                    "beaconry.json",
                    GOOD.replaceFirst("general-knowledge", source),
                    UnaryOperator.identity()))
        .isInstanceOf(AdapterException.class)
        .hasMessageContaining("source: " + source)
        .hasMessageContaining("expected: documentation https://");
  }

  @Test
  void whatIsNoJsonIsSaidToBeNone() {
    assertThatThrownBy(() -> AdapterReader.read("x.json", "{", UnaryOperator.identity()))
        .isInstanceOf(AdapterException.class)
        .hasMessageStartingWith("x.json: not JSON");
    assertThatThrownBy(() -> AdapterReader.read("x.json", "[]", UnaryOperator.identity()))
        .hasMessageContaining("expected: an object");
  }
}
