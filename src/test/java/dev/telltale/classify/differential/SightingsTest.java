package dev.telltale.classify.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.decode.Decoded;
import dev.telltale.decode.StandardDecoder;
import dev.telltale.model.Body;
import dev.telltale.model.Connection;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Header;
import dev.telltale.model.Outcome;
import dev.telltale.model.Request;
import dev.telltale.util.Hashes;
import dev.telltale.util.Limits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SightingsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0f9e8d7c-6b5a-4f3e-8d2c-1b0a9f8e7d6c",
        "f1c2a3d4e5b60718",
        "490154203237518",
        "a1b2c3d4e5f6g7h8",
        "XK4dPq9vRt2mZw7c",
        "dQw4w9WgXcQBvNmKlPoIuYtReWqAsDfG",
      })
  void irregularValuesAreCandidates(String value) {
    assertThat(Randomness.high(value)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "short1",
        "application",
        "com.acme.reader",
        "zh-Hans-CN",
        "1700000000",
        "1700000000123",
        "2026-11-24T22:00:00Z",
        "12.0.1.4501",
        "1080x2340",
        "https://t.example/a?b=0f9e8d7c6b5a",
        "00000000000000000000",
        "true",
        "some words with 1 number",
        "CamelCaseClassName",
        "onboarding_step_2_completed",
      })
  void wordsTimesAndNumbersAreNot(String value) {
    assertThat(Randomness.high(value)).isFalse();
  }

  @Test
  void candidatesAreTakenWithTheirPlaceAndWhatIsKnown() {
    byte[] body =
        "{\"n\":\"open\",\"list\":[{\"d\":\"f1c2a3d4e5b60718\"}],\"t\":1700000000123}"
            .getBytes(StandardCharsets.UTF_8);
    String url = "https://t.example/v1?z=XK4dPq9vRt2mZw7c&lang=en";
    Request request =
        new Request(
            "POST",
            url,
            "/v1?z=XK4dPq9vRt2mZw7c&lang=en",
            List.of(
                new Header("Content-Type", "application/json"),
                new Header(
                    "Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
                new Header("X-Thing", "0f9e8d7c-6b5a-4f3e-8d2c-1b0a9f8e7d6c")),
            List.of(),
            new Body(Hashes.sha256Hex(body), body.length, body.length, body));
    Exchange exchange =
        new Exchange(
            "x1",
            new Connection(
                "c", 0, "proxy", "192.0.2.1", 1, null, "t.example", 443, null, null, null),
            "HTTP/2",
            request,
            null,
            List.of(),
            Outcome.COMPLETE,
            null,
            0,
            0);
    Decoded decoded = new StandardDecoder(Limits.DEFAULT).decode(request);
    Finding known =
        new Finding(
            "x1",
            "device.android_id",
            "device.android_id",
            "f1c2a3d4e5b60718",
            "f1c2a3d4e5b60718",
            "body:/list/0/d",
            List.of("json"),
            -1,
            -1,
            "key-shape",
            "r",
            0.9,
            "",
            null);
    assertThat(Sightings.of(exchange, decoded, List.of(known), "T.example", 7))
        .extracting(s -> s.session() + " " + s.host() + " " + s.where() + " " + s.kind())
        .containsExactlyInAnyOrder(
            "7 t.example query:z null",
            "7 t.example header:X-Thing null",
            "7 t.example body:/list/0/d device.android_id");
  }
}
