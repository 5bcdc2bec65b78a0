package dev.telltale.classify;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.telltale.classify.adapter.AdapterSet;
import dev.telltale.decode.StandardDecoder;
import dev.telltale.model.DeviceProfile;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Gap;
import dev.telltale.model.Header;
import dev.telltale.util.Limits;
import java.util.List;
import java.util.Map;

/**
 * Any octets under any label, decoded and classified with the shipped rules and adapters: no
 * detector fails, every finding is whole, and the same request gives the same findings twice. With
 * {@code JAZZER_FUZZ=1} each test searches; otherwise it runs the kept inputs.
 */
class ClassifierFuzzTest {
  private static final Limits SMALL =
      new Limits(1 << 20, 1 << 20, 10, 16 << 10, 64 << 10, 100, 8, 1 << 20, 100, 5_000, 1 << 20);
  private static final Classifier CLASSIFIER =
      Classifier.create(new StandardDecoder(SMALL), List.of(AdapterSet.shipped()), SMALL);
  private static final CompiledProfile PHONE = phone();
  private static final List<String> TYPES =
      List.of(
          "",
          "application/json",
          "application/x-www-form-urlencoded",
          "multipart/form-data; boundary=b",
          "text/xml",
          "application/x-protobuf",
          "application/msgpack",
          "application/grpc",
          "text/plain; charset=gbk");
  private static final List<String> URLS =
      List.of(
          "https://t.example/collect",
          "https://graph.facebook.com/v17.0/1/activities",
          "https://app-measurement.com/a",
          "https://app.adjust.com/session",
          "https://ulogs.umeng.com/unify_logs",
          "https://api2.amplitude.com/2/httpapi");

  private static CompiledProfile phone() {
    try {
      return CLASSIFIER.compile(
          new DeviceProfile(
              "fuzz",
              "android",
              Map.of(
                  "contact.email", List.of("li.mingyuan@mail.example"),
                  "device.imei", List.of("350000000000006"),
                  "device.mac", List.of("a4:50:46:00:00:02"),
                  "identity.name", List.of("李明远"),
                  "location.precise", List.of("39.9187,116.3978"))));
    } catch (ProfileException e) {
      throw new IllegalStateException(e);
    }
  }

  @FuzzTest(maxDuration = "2m")
  void body(FuzzedDataProvider data) {
    String type = data.pickValue(TYPES);
    String url = data.pickValue(URLS);
    check(Requests.post(url, type, data.consumeRemainingAsBytes()));
  }

  @FuzzTest(maxDuration = "2m")
  void head(FuzzedDataProvider data) {
    String url = data.pickValue(URLS);
    Header cookie = new Header("Cookie", data.consumeString(200));
    Header header = new Header(data.consumeString(20), data.consumeString(200));
    check(Requests.get(url + "/" + data.consumeRemainingAsString(), cookie, header));
  }

  private static void check(Exchange exchange) {
    Classification said = CLASSIFIER.classify(exchange, PHONE);
    for (Gap gap : said.gaps()) {
      if (gap.cause() == Gap.Cause.DETECTOR_FAILED || gap.detail().contains("a fault of")) {
        throw new AssertionError(gap);
      }
    }
    for (Finding finding : said.findings()) {
      boolean span = finding.start() < 0 || finding.start() <= finding.end();
      if (finding.where().isEmpty() || finding.value().isEmpty() || !span) {
        throw new AssertionError(finding);
      }
    }
    if (!said.equals(CLASSIFIER.classify(exchange, PHONE))) {
      throw new AssertionError("another answer the second time");
    }
  }
}
