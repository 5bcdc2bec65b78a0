package dev.telltale.classify.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.classify.Classification;
import dev.telltale.classify.Classifier;
import dev.telltale.decode.StandardDecoder;
import dev.telltale.model.DeviceProfile;
import dev.telltale.model.Finding;
import dev.telltale.model.Gap;
import dev.telltale.model.Header;
import dev.telltale.util.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The language on an interface of a fictional company. */
class AdapterSetTest {
  private static final String AD_ID = "0f9e8d7c-6b5a-4f3e-8d2c-1b0a9f8e7d6c";
  private static final AdapterSet SET =
      AdapterSet.read(
          Map.of(
              "beaconry.json",
              """
              {"sdk": "Beaconry SDK", "organisation": "Beaconry",
               "match": [{"hosts": ["beaconry.example"], "paths": ["/in/**"]},
                         {"requires": ["body:beaconry/v"]}],
               "claims": {"source": "documentation https://beaconry.example/fields",
                 "places": {
                   "field:ad": [{"kind": "device.ad_id.gaid", "when": {"os": ["android", "fire"]}},
                                {"kind": "device.ad_id.idfa", "when": {"os": "ios"}},
                                {"kind": "device.ad_id", "unless": {"os": "*"}}],
                   "field:em": {"kind": "contact.email", "digest": ["plain", "md5", "sha256"]},
                   "field:id": ["contact.email",
                                {"kind": "device.instance_id.other", "shape": "uuid"},
                                "account.user_id"],
                   "field:geo/lat": {"kind": "location", "with": "lon"},
                   "field:ll": {"kind": "location", "swapped": true},
                   "field:events/device/model": "device.basic.model",
                   "field:info/2": "network.carrier",
                   "field:blob/**/serial": "device.serial",
                   "field:who": {"kind": "device.basic.model", "part": {"after": "m:", "by": ",", "piece": 1}},
                   "field:pairs/value": {"kind": "device.oaid", "when": {"type": "oaid"}},
                   "field:deep/a/b": {"kind": "device.imei", "when": {"../mark": "yes"}},
                   "header:x-install": "device.instance_id.other",
                   "cookie:bid": "device.instance_id.other",
                   "path:2": {"kind": "device.instance_id.other", "shape": "uuid"}}},
               "encrypted": [
                 {"paths": ["/in/sealed/**"], "data": ["device.imei", "location.precise"],
                  "note": "sealed with a key of the vendor", "source": "general-knowledge"},
                 {"paths": ["/in/always"], "always": true, "data": [], "note": "rot13",
                  "source": "general-knowledge"},
                 {"places": ["field:box"], "data": ["device.mac"], "note": "a sealed field",
                  "source": "general-knowledge"}]}
              """),
          UnaryOperator.identity());

  private static List<Finding> found(Sent sent) {
    return SET.detect(sent.exchange(), sent.decoded());
  }

  private static void assertOne(Sent sent, String kind, String value, String where) {
    assertThat(found(sent))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.kind()).isEqualTo(kind);
              assertThat(finding.value()).isEqualTo(value);
              assertThat(finding.where()).isEqualTo(where);
            });
  }

  @Test
  void aFieldIsFoundHoweverItIsSent() {
    assertOne(
        Sent.get("https://beaconry.example/in/e?ad=" + AD_ID), "device.ad_id", AD_ID, "query:ad");
    assertOne(
        Sent.form("https://eu.beaconry.example:8443/in/e", "ad=" + AD_ID + "&os=Android"),
        "device.ad_id.gaid",
        AD_ID,
        "form:ad");
    assertOne(
        Sent.json("https://BEACONRY.example./in", "{\"AD\":\"" + AD_ID + "\",\"os\":\"iOS\"}"),
        "device.ad_id.idfa",
        AD_ID,
        "body:/AD");
  }

  @Test
  void everyFindingSaysWhyAndWhereItIsKnownFrom() {
    Finding finding = found(Sent.get("https://beaconry.example/in/e?ad=" + AD_ID)).get(0);
    assertThat(finding.type()).isEqualTo("device.ad_id");
    assertThat(finding.method()).isEqualTo("adapter");
    assertThat(finding.rule()).isEqualTo("adapter:beaconry:field:ad");
    assertThat(finding.confidence()).isEqualTo(0.97);
    assertThat(finding.why())
        .contains("Beaconry SDK", "field:ad", "documentation https://beaconry.example/fields");
  }

  @Test
  void encodingsAreSteppedThrough() throws IOException {
    String json = "{\"events\":[{\"n\":1},{\"device\":{\"model\":\"Pebble X2\"}}]}";
    String inner = Base64.getEncoder().encodeToString(gzip(json));
    Sent sent =
        Sent.form(
            "https://beaconry.example/in/e",
            "blob="
                + Base64.getUrlEncoder()
                    .encodeToString(
                        "{\"a\":[{\"serial\":\"PX2-000017\"}]}".getBytes(StandardCharsets.UTF_8)));
    assertThat(found(sent)).extracting(Finding::kind).containsExactly("device.serial");
    assertThat(found(sent).get(0).encoding()).contains("json");
    Sent nested = Sent.json("https://beaconry.example/in/e", "{\"blob\":\"" + inner + "\"}");
    assertThat(found(nested)).isEmpty();
    assertOne(
        Sent.json("https://beaconry.example/in/e", json),
        "device.basic.model",
        "Pebble X2",
        "body:/events/1/device/model");
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  @Test
  void arraysPositionsAndPartsAreReached() {
    assertOne(
        Sent.get("https://beaconry.example/in/e?info=%5B%22a1%22,%22b1%22,%22Lumen%20Mobile%22%5D"),
        "network.carrier",
        "Lumen Mobile",
        "query:info#/2");
    assertOne(
        Sent.get("https://beaconry.example/in/e?who=m:Pebble,X2%20Pro,rev3"),
        "device.basic.model",
        "X2 Pro",
        "query:who");
    assertThat(found(Sent.get("https://beaconry.example/in/e?who=Pebble,X2"))).isEmpty();
  }

  @Test
  void theFirstMeaningThatFitsCounts() {
    assertOne(
        Sent.get("https://beaconry.example/in/e?id=ada.moss@mail.example"),
        "contact.email",
        "ada.moss@mail.example",
        "query:id");
    assertOne(
        Sent.get("https://beaconry.example/in/e?id=" + AD_ID),
        "device.instance_id.other",
        AD_ID,
        "query:id");
    assertOne(
        Sent.get("https://beaconry.example/in/e?id=u-17"), "account.user_id", "u-17", "query:id");
  }

  @Test
  void digestsAreNamedInTheChain() {
    String md5 = "5f4dcc3b5aa765d61d8327deb882cf99";
    Finding finding = found(Sent.get("https://beaconry.example/in/e?em=" + md5)).get(0);
    assertThat(finding.encoding()).endsWith("md5");
    assertThat(finding.observed()).isEqualTo(md5);
    assertThat(found(Sent.get("https://beaconry.example/in/e?em=" + md5 + "00000000"))).isEmpty();
  }

  @Test
  void conditionsLookBesideAndAbove() {
    assertOne(
        Sent.json(
            "https://beaconry.example/in/e",
            "{\"pairs\":[{\"type\":\"gaid\",\"value\":\"c0ffee1234567890\"},"
                + "{\"type\":\"oaid\",\"value\":\"c0ffee1234567891\"}]}"),
        "device.oaid",
        "c0ffee1234567891",
        "body:/pairs/1/value");
    String imei = "490154203237518";
    assertOne(
        Sent.json(
            "https://beaconry.example/in/e",
            "{\"deep\":{\"mark\":\"yes\",\"a\":{\"b\":\"" + imei + "\"}}}"),
        "device.imei",
        imei,
        "body:/deep/a/b");
    assertThat(
            found(
                Sent.json(
                    "https://beaconry.example/in/e",
                    "{\"mark\":\"yes\",\"deep\":{\"a\":{\"b\":\"" + imei + "\"}}}")))
        .isEmpty();
  }

  @Test
  void coordinatesComeInPairs() {
    assertOne(
        Sent.json("https://beaconry.example/in/e", "{\"geo\":{\"lat\":52.50001,\"lon\":13.40002}}"),
        "location.precise",
        "52.50001,13.40002",
        "body:/geo/lat");
    assertOne(
        Sent.get("https://beaconry.example/in/e?ll=13.4,52.5"),
        "location.coarse",
        "52.5,13.4",
        "query:ll");
    assertThat(found(Sent.json("https://beaconry.example/in/e", "{\"geo\":{\"lat\":52.50001}}")))
        .isEmpty();
    assertThat(found(Sent.get("https://beaconry.example/in/e?ll=0,0.0"))).isEmpty();
    assertThat(found(Sent.get("https://beaconry.example/in/e?ll=52.5,113.4"))).isEmpty();
  }

  @Test
  void headersCookiesAndPathSegmentsArePlaces() {
    Sent sent =
        Sent.request(
            "GET",
            "https://beaconry.example/in/v1/" + AD_ID,
            "",
            new byte[0],
            new Header("X-Install", "install-7f3a9c51d2"),
            new Header("Cookie", "a=1; bid=browser-7f3a9c51d2"));
    assertThat(found(sent))
        .extracting(Finding::where)
        .containsExactlyInAnyOrder("header:X-Install", "cookie:bid", "path:2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "undefined",
        "(null)",
        "unknown",
        "00000000-0000-0000-0000-000000000000",
        "__GAID__",
        "{gaid}",
        "${gaid}",
        "%25%25GAID%25%25",
        "[GAID]",
        "no",
        "1",
      })
  void nullsMacrosAndOtherShapesAreNotData(String value) {
    assertThat(found(Sent.get("https://beaconry.example/in/e?os=android&ad=" + value))).isEmpty();
  }

  @Test
  void fieldsOfProtobufAreTheirNumbers() {
    byte[] model = "Pebble X2".getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bundle = new ByteArrayOutputStream();
    bundle.write(10 << 3 | 2);
    bundle.write(model.length);
    bundle.writeBytes(model);
    ByteArrayOutputStream batch = new ByteArrayOutputStream();
    batch.write(1 << 3 | 2);
    batch.write(bundle.size());
    batch.writeBytes(bundle.toByteArray());
    Sent sent =
        Sent.request(
            "POST", "https://proto.example/a", "application/x-protobuf", batch.toByteArray());
    AdapterSet set =
        AdapterSet.read(
            Map.of(
                "proto.json",
                """
                {"sdk": "P", "organisation": "P", "match": {"hosts": ["proto.example"]},
                 "claims": {"source": "observed", "places": {"body:1/10": "device.basic.model"}}}
                """),
            UnaryOperator.identity());
    assertThat(set.detect(sent.exchange(), sent.decoded()))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.value()).isEqualTo("Pebble X2");
              assertThat(finding.where()).isEqualTo("proto:1.10");
            });
  }

  @Test
  void otherRequestsAreLeftAlone() {
    assertThat(found(Sent.get("https://beaconry.example/out?ad=" + AD_ID))).isEmpty();
    assertThat(found(Sent.get("https://notbeaconry.example/in/e?ad=" + AD_ID))).isEmpty();
    assertThat(found(Sent.get("https://beaconry.example.test/in/e?ad=" + AD_ID))).isEmpty();
  }

  @Test
  void aFormatIsKnownByWhatItHolds() {
    assertOne(
        Sent.json("https://proxy.example/x", "{\"beaconry\":{\"v\":2},\"ad\":\"" + AD_ID + "\"}"),
        "device.ad_id",
        AD_ID,
        "body:/ad");
    assertThat(found(Sent.json("https://proxy.example/x", "{\"ad\":\"" + AD_ID + "\"}"))).isEmpty();
  }

  @Test
  void whatTheSdkEncryptsIsSaid() {
    byte[] sealed = new byte[512];
    new java.util.Random(7).nextBytes(sealed);
    Sent body = Sent.octets("https://beaconry.example/in/sealed/x", sealed);
    assertThat(SET.undecodable(body.exchange(), body.decoded()))
        .hasValueSatisfying(
            it -> {
              assertThat(it.sdk()).isEqualTo("Beaconry SDK");
              assertThat(it.data()).containsExactly("device.imei", "location.precise");
              assertThat(it.detail())
                  .isEqualTo(
                      "Beaconry SDK (Beaconry): sealed with a key of the vendor; may carry"
                          + " device.imei, location.precise (general-knowledge)");
            });
    assertThat(found(body)).isEmpty();
    Sent open = Sent.json("https://beaconry.example/in/sealed/x", "{\"a\":1}");
    assertThat(SET.undecodable(open.exchange(), open.decoded())).isEmpty();
    Sent elsewhere = Sent.octets("https://beaconry.example/in/x", sealed);
    assertThat(SET.undecodable(elsewhere.exchange(), elsewhere.decoded())).isEmpty();
    Sent always = Sent.form("https://beaconry.example/in/always", "nqn=zbff");
    assertThat(SET.undecodable(always.exchange(), always.decoded())).isPresent();
    Sent field =
        Sent.form(
            "https://beaconry.example/in/x",
            "v=1&box=" + Base64.getUrlEncoder().encodeToString(sealed));
    assertThat(SET.undecodable(field.exchange(), field.decoded()))
        .hasValueSatisfying(it -> assertThat(it.note()).isEqualTo("a sealed field"));
  }

  @Test
  void inTheClassifierItIsAGapThatNamesTheSdk() throws Exception {
    Classifier classifier =
        Classifier.create(new StandardDecoder(Limits.DEFAULT), List.of(SET), Limits.DEFAULT);
    assertThat(classifier.rulesVersion()).endsWith("+" + SET.version());
    byte[] sealed = new byte[512];
    new java.util.Random(7).nextBytes(sealed);
    Sent sent = Sent.octets("https://beaconry.example/in/sealed/x", sealed);
    Classification result =
        classifier.classify(sent.exchange(), classifier.compile(DeviceProfile.EMPTY));
    assertThat(result.findings()).isEmpty();
    assertThat(result.gaps())
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.cause()).isEqualTo(Gap.Cause.UNDECODABLE);
              assertThat(gap.detail()).contains("512 bytes", "Beaconry SDK", "device.imei");
            });
  }

  @Test
  void aMessageOfManyClaimedValuesIsBounded() {
    StringBuilder json = new StringBuilder("{\"events\":[");
    for (int i = 0; i < 30_000; i++) {
      json.append(i == 0 ? "" : ",").append("{\"device\":{\"model\":\"M").append(i).append("\"}}");
    }
    Sent sent = Sent.json("https://beaconry.example/in/e", json.append("]}").toString());
    assertThat(found(sent)).hasSizeBetween(1, 20_000);
  }
}
