package dev.telltale.classify.known;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.decode.Decoded;
import dev.telltale.decode.StandardDecoder;
import dev.telltale.model.Body;
import dev.telltale.model.Connection;
import dev.telltale.model.DeviceProfile;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Header;
import dev.telltale.model.Outcome;
import dev.telltale.model.Request;
import dev.telltale.util.Hashes;
import dev.telltale.util.Limits;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KnownValuesTest {
  private static final DeviceProfile PHONE =
      new DeviceProfile(
          "p",
          "android",
          Map.of(
              "contact.phone", List.of("+8613816207735"),
              "device.imei", List.of("356938035643809"),
              "identity.name", List.of("Zoë Winterbourne"),
              "device.serial", List.of("R5CN70AB"),
              "location.precise", List.of("30.274085,120.155070")));

  private static List<Finding> find(String text) {
    List<String> faults = new ArrayList<>();
    KnownValues values = KnownValues.compile(PHONE, faults);
    assertThat(faults).isEmpty();
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    Request request =
        new Request(
            "POST",
            "https://t.example/",
            "/",
            List.of(new Header("Content-Type", "text/plain")),
            List.of(),
            new Body(Hashes.sha256Hex(body), body.length, body.length, body));
    Exchange exchange =
        new Exchange(
            "x",
            new Connection("c", 1, "test", "", 1, null, "t.example", 443, null, null, null),
            "HTTP/1.1",
            request,
            null,
            List.of(),
            Outcome.COMPLETE,
            null,
            1,
            1);
    Decoded decoded = new StandardDecoder(Limits.DEFAULT).decode(request);
    return values.detect(exchange, decoded);
  }

  @Test
  void f70_fullWidthDigitsAndOtherNormalisationsAreFound() {
    assertThat(find("tel １３８１６２０７７３５")).extracting(Finding::kind).contains("contact.phone");
    String decomposed = Normalizer.normalize("Zoë Winterbourne", Normalizer.Form.NFD);
    assertThat(find("by " + decomposed)).extracting(Finding::kind).contains("identity.name");
  }

  @Test
  void f70_zeroWidthCharactersDoNotHideAValue() {
    assertThat(find("138\u200B1620\u200B7735"))
        .extracting(Finding::kind)
        .containsExactly("contact.phone");
  }

  @Test
  void digitsMustNotTouchDigits() {
    assertThat(find("a 913816207735 b")).isEmpty();
    assertThat(find("a 138162077350 b")).isEmpty();
    assertThat(find("x3569380356438091")).isEmpty();
    assertThat(find("a=13816207735;")).hasSize(1);
  }

  @Test
  void shortTokensMustStandAlone() {
    assertThat(find("xR5CN70ABy")).isEmpty();
    assertThat(find("sn:r5cn70ab;")).hasSize(1);
  }

  @Test
  void aPointIsOneFindingInAnyOrderAndDatum() {
    Coordinates gcj = new Coordinates(30.274085, 120.155070).gcj02();
    assertThat(find("at 30.2741 and 120.1551 today"))
        .singleElement()
        .satisfies(f -> assertThat(f.observed()).isEqualTo("30.2741,120.1551"));
    assertThat(find("p " + gcj.longitude() + " " + gcj.latitude()))
        .singleElement()
        .satisfies(f -> assertThat(f.why()).contains("GCJ-02").contains("longitude first"));
    assertThat(find("x 30.2741 y 121.9")).isEmpty();
  }

  @Test
  void aDigestSaysWhatItIsOf() {
    String digest =
        Hashes.hex(Hashes.digest("MD5").digest("13816207735".getBytes(StandardCharsets.UTF_8)));
    assertThat(find("u_" + digest))
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.value()).isEqualTo("+8613816207735");
              assertThat(f.observed()).isEqualTo(digest);
              assertThat(f.encoding()).endsWith("md5");
              assertThat(f.why()).contains("MD5 of 13816207735");
            });
  }
}
