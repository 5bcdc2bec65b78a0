package dev.telltale.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.telltale.decode.Decoded;
import dev.telltale.decode.StandardDecoder;
import dev.telltale.model.DeviceProfile;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Gap;
import dev.telltale.model.Message;
import dev.telltale.model.Message.Direction;
import dev.telltale.util.Limits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ClassifierTest {
  private static final String IMEI = "356938035643809";
  private static final DeviceProfile PHONE =
      new DeviceProfile("pixel", "android", Map.of("device.imei", List.of(IMEI)));

  private static Classifier with(Detector... extra) {
    return Classifier.create(new StandardDecoder(Limits.DEFAULT), List.of(extra), Limits.DEFAULT);
  }

  private static Exchange leak() {
    return Requests.get("https://t.example/c?k=" + IMEI);
  }

  @Test
  void tellsKindPlaceMethodAndSpan() throws Exception {
    Classifier classifier = with();
    Classification result = classifier.classify(leak(), classifier.compile(PHONE));
    assertThat(result.gaps()).isEmpty();
    assertThat(result.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.exchange()).isEqualTo("x");
              assertThat(finding.kind()).isEqualTo("device.imei");
              assertThat(finding.type()).isEqualTo("device.imei");
              assertThat(finding.where()).isEqualTo("query:k");
              assertThat(finding.method()).isEqualTo("known-value");
              assertThat(finding.rule()).isEqualTo("profile:device.imei");
              assertThat(finding.value()).isEqualTo(IMEI);
              assertThat("/c?k=" + IMEI)
                  .as("the span lies in the target")
                  .contains(finding.observed());
              assertThat(finding.end() - finding.start()).isEqualTo(IMEI.length());
              assertThat(finding.message()).isNull();
            });
  }

  @Test
  void mergesWhatTwoMethodsFindInOnePlace() throws Exception {
    Classifier classifier = with();
    List<Finding> findings =
        classifier
            .classify(Requests.get("https://t.example/c?imei=" + IMEI), classifier.compile(PHONE))
            .findings();
    assertThat(findings).singleElement();
    assertThat(findings.get(0).method()).isEqualTo("known-value");
    assertThat(findings.get(0).why()).contains("as it is").contains("key imei");
  }

  @Test
  void findsInMessagesThatThePhoneSentOnly() throws Exception {
    Classifier classifier = with();
    byte[] content = ("{\"imei\":\"" + IMEI + "\"}").getBytes(StandardCharsets.UTF_8);
    Exchange exchange =
        Requests.exchange(
            "GET",
            "https://t.example/ws",
            List.of(),
            new byte[0],
            List.of(
                new Message(Direction.RECEIVED, 1, "text", content.length, content),
                new Message(Direction.SENT, 2, "text", content.length, content)));
    assertThat(classifier.classify(exchange, classifier.compile(PHONE)).findings())
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.message()).isEqualTo(1);
              assertThat(f.where()).isEqualTo("body:/imei");
            });
  }

  @Test
  void f71_aDetectorThatThrowsIsAGapAndHarmsNothingElse() throws Exception {
    Detector faulty =
        (exchange, decoded) -> {
          throw new IllegalStateException("broken");
        };
    Classifier classifier = with(faulty);
    Classification result = classifier.classify(leak(), classifier.compile(PHONE));
    assertThat(result.findings()).hasSize(1);
    assertThat(result.gaps())
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.cause()).isEqualTo(Gap.Cause.DETECTOR_FAILED);
              assertThat(gap.detail()).contains("broken");
              assertThat(gap.host()).isEqualTo("t.example");
              assertThat(gap.atMillis()).isEqualTo(7);
            });
  }

  @Test
  void f71_aDetectorThatRunsOutOfMemoryOrStackIsAGap() throws Exception {
    Detector hungry =
        (exchange, decoded) -> {
          throw new OutOfMemoryError("Java heap space");
        };
    Detector deep =
        new Detector() {
          @Override
          public List<Finding> detect(Exchange exchange, Decoded decoded) {
            return detect(exchange, decoded);
          }

          @Override
          public boolean bounded() {
            return true;
          }
        };
    Classifier classifier = with(hungry, deep);
    Classification result = classifier.classify(leak(), classifier.compile(PHONE));
    assertThat(result.findings()).hasSize(1);
    assertThat(result.gaps()).extracting(Gap::cause).containsOnly(Gap.Cause.DETECTOR_FAILED);
    assertThat(result.gaps()).hasSize(2);
  }

  @Test
  @Timeout(30)
  void f71_aDetectorThatHangsIsAbandonedAndInTheEndNotCalled() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    Detector hanging =
        (exchange, decoded) -> {
          calls.incrementAndGet();
          boolean waiting = true;
          while (waiting) {
            try {
              never.await();
              waiting = false;
            } catch (InterruptedException e) {
              // A detector that ignores interruption is the worst case.
            }
          }
          return List.of();
        };
    Classifier classifier = with(hanging);
    CompiledProfile profile = classifier.compile(PHONE);
    for (int i = 0; i < Guard.STRIKES + 2; i++) {
      Classification result = classifier.classify(leak(), profile);
      assertThat(result.findings()).hasSize(1);
      assertThat(result.gaps()).extracting(Gap::cause).containsExactly(Gap.Cause.DETECTOR_FAILED);
    }
    assertThat(calls.get()).isEqualTo(Guard.STRIKES);
    never.countDown();
  }

  @Test
  void anOpaqueBodyIsAGapWithSizeAndHost() throws Exception {
    byte[] noise = new byte[4096];
    new Random(5).nextBytes(noise);
    Classifier classifier = with();
    Classification result =
        classifier.classify(
            Requests.post("https://t.example/e", "application/octet-stream", noise),
            classifier.compile(DeviceProfile.EMPTY));
    assertThat(result.findings()).isEmpty();
    assertThat(result.gaps())
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.cause()).isEqualTo(Gap.Cause.UNDECODABLE);
              assertThat(gap.detail()).contains("4096 bytes").contains("t.example");
            });
  }

  @Test
  void refusesAProfileWithEveryFaultAndItsReason() {
    DeviceProfile profile =
        new DeviceProfile(
            "p",
            "android",
            Map.of(
                "auth.password", List.of("1234"),
                "device.basic.model", List.of("A1"),
                "device.imie", List.of(IMEI),
                "device.ad_id.gaid", List.of("00000000-0000-0000-0000-000000000000"),
                "location.precise", List.of("north")));
    assertThatExceptionOfType(ProfileException.class)
        .isThrownBy(() -> with().compile(profile))
        .satisfies(
            e ->
                assertThat(e.faults())
                    .hasSize(5)
                    .anyMatch(f -> f.startsWith("auth.password: 1234: too short"))
                    .anyMatch(f -> f.startsWith("device.basic.model: A1: too short"))
                    .anyMatch(f -> f.contains("did you mean device.imei?"))
                    .anyMatch(f -> f.contains("too common"))
                    .anyMatch(f -> f.contains("latitude,longitude")));
  }

  @Test
  void theRulesVersionIsStableAndNamesTheRules() {
    assertThat(with().rulesVersion())
        .isEqualTo(with().rulesVersion())
        .matches("\\d+\\+keys-[0-9a-f]{12}");
  }

  @Test
  @Timeout(20)
  void f69_hostileTextsTakeLinearTime() throws Exception {
    Classifier classifier = with();
    CompiledProfile profile = classifier.compile(PHONE);
    for (String unit :
        List.of(
            "a@",
            "1",
            "35693803564380",
            "+86 138-",
            "0:",
            "a4:50:",
            "é",
            "%40",
            "{\"a\":",
            "u@m.")) {
      String text = unit.repeat((2 << 20) / unit.length());
      Classification result =
          classifier.classify(
              Requests.post(
                  "https://t.example/e", "text/plain", text.getBytes(StandardCharsets.UTF_8)),
              profile);
      assertThat(result.findings()).as(unit).isEmpty();
    }
  }
}
