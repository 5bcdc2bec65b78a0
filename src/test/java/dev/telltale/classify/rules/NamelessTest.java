package dev.telltale.classify.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.classify.shape.Digits;
import dev.telltale.classify.shape.Hex;
import dev.telltale.decode.Node;
import dev.telltale.decode.StandardDecoder;
import dev.telltale.model.Message;
import dev.telltale.util.Limits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NamelessTest {
  private static final List<String> PIECES =
      List.of(
          "a@b.example",
          "a4:50:46:1f:9c:d2",
          "A4-50-46-1F-9C-D2",
          "11010519491231002X",
          "440524188001010014",
          "x:APA91bFictionToken",
          " ",
          "\u3000",
          "word",
          "12",
          ":",
          "-",
          "号码");

  /** The glance lets everything through that the judges find under no name at all. */
  @Test
  void hidesNothingThatIsFoundWithoutAName() {
    Random random = new Random(8);
    int found = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      String bare = text.toString().strip();
      boolean shape =
          !Mailboxes.in(text.toString()).isEmpty()
              || (Hex.separatedMac(bare) && bare.length() == 17)
              || Digits.residentId(bare)
              || bare.contains(":APA91");
      if (shape) {
        found++;
        assertThat(Nameless.in(value(text.toString()))).as(text.toString()).isTrue();
      }
    }
    assertThat(found).isGreaterThan(5_000);
  }

  @Test
  void passesOverOrdinaryValues() {
    for (String text :
        List.of("app_open", "1700000000000", "5f2d8c41-0000-4e3a-9c55-7a1be4f0d263", "de_DE")) {
      assertThat(Nameless.in(value(text))).as(text).isFalse();
    }
  }

  private static Node value(String text) {
    byte[] json = ("[\"" + text + "\",1]").getBytes(StandardCharsets.UTF_8);
    return new StandardDecoder(Limits.DEFAULT)
        .decode(new Message(Message.Direction.SENT, 0, "websocket-text", json.length, json))
        .roots()
        .get(0)
        .children()
        .get(0);
  }
}
