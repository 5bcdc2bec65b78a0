package dev.telltale.classify.known;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.decode.Node;
import dev.telltale.decode.StandardDecoder;
import dev.telltale.model.Finding;
import dev.telltale.model.Message;
import dev.telltale.util.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each text at sixteen offsets, because numbers are looked for eight octets at a time. */
class KnownLocationsTest {
  private final KnownLocations locations =
      new KnownLocations(
          List.of(
              new KnownLocations.Known("52.5200,-13.4050", new Coordinates(52.5200, -13.4050))));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "52.5200,-13.4050",
        "-13.405 52.52003",
        "lat=52.520012345678901&lon=-13.40504",
        "52.52,13.41",
        "p:52520000;q:13405000;",
        "525200000_-134050000",
        "5252000,-1340500",
        "1.2.3.4 52.5200,13.4050,9.9.9.9",
        "52.5200,13.4050."
      })
  void found(String text) {
    for (int offset = 0; offset < 16; offset++) {
      assertThat(search("~".repeat(offset) + text)).as("%s at %d", text, offset).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x52.5200,y13.4050",
        "1.52.5200,1.13.4050",
        "152.5200,113.4050",
        "052520000000,013405000000",
        "52520000.1,13405000.1",
        "a52520000,b13405000",
        "52.5300,13.4050",
        "52.5,13.4",
        "52520,13405"
      })
  void notFound(String text) {
    for (int offset = 0; offset < 16; offset++) {
      assertThat(search("~".repeat(offset) + text)).as("%s at %d", text, offset).isEmpty();
    }
  }

  private List<Finding> search(String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    KnownLocations.Search search = locations.search();
    for (Node layer :
        new StandardDecoder(Limits.DEFAULT)
            .decode(new Message(Message.Direction.SENT, 0, "websocket-text", octets.length, octets))
            .layers()) {
      search.layer(layer, layer.bytes());
    }
    List<Finding> findings = new ArrayList<>();
    search.findings("x", findings);
    return findings;
  }
}
