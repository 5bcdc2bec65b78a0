package dev.telltale.evidence.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.model.Attribution;
import dev.telltale.model.Body;
import dev.telltale.model.Connection;
import dev.telltale.model.Context;
import dev.telltale.model.Exchange;
import dev.telltale.model.Header;
import dev.telltale.model.Message;
import dev.telltale.model.Observation;
import dev.telltale.model.Outcome;
import dev.telltale.model.Recipient;
import dev.telltale.model.Request;
import dev.telltale.model.Response;
import dev.telltale.model.Tls;
import dev.telltale.record.RecordedExchange;
import dev.telltale.util.Hashes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeafEncoderTest {
  @TempDir Path folder;

  private static final String[] TEXTS = {
    "",
    "plain",
    "q\"b\\s/",
    "\r\n\t\b\f",
    "\u0000\u001f\u007f\u0080",
    "caf\u00e9",
    "\u20ac",
    "\ud83d\ude00",
    "lone \ud800 \udc00",
    "x".repeat(20_000)
  };
  private static final long[] TIMES = {
    0, 1, 999, 1_000, 1_700_000_000_000L, 1_700_000_000_007L, 1_700_000_000_070L, -1, -1_000
  };

  private final Random random = new Random(7);

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private @Nullable String textOrNot() {
    return random.nextInt(3) == 0 ? null : text();
  }

  private long time() {
    return TIMES[random.nextInt(TIMES.length)];
  }

  private List<Header> headers() {
    return switch (random.nextInt(3)) {
      case 0 -> List.of();
      case 1 -> List.of(new Header(text(), text()));
      default -> Stream.generate(() -> new Header(text(), text())).limit(14).toList();
    };
  }

  private Body body() {
    byte[] content = text().getBytes(StandardCharsets.UTF_8);
    long size = content.length + (random.nextBoolean() ? 0 : 5_000_000_000L);
    return new Body(Hashes.sha256Hex(content), size, content.length, content);
  }

  private @Nullable Tls tls() {
    return random.nextInt(3) == 0
        ? null
        : new Tls(textOrNot(), textOrNot(), textOrNot(), textOrNot(), textOrNot());
  }

  private RecordedExchange recorded(long sequence, Connection connection) {
    Response response =
        random.nextInt(4) == 0
            ? null
            : new Response(random.nextInt(600), text(), headers(), headers(), body());
    List<Message> messages =
        random.nextBoolean()
            ? List.of()
            : List.of(
                new Message(Message.Direction.SENT, time(), text(), 3, new byte[] {1, 2, 3}),
                new Message(Message.Direction.RECEIVED, time(), text(), 9, new byte[0]));
    Exchange exchange =
        new Exchange(
            text(),
            connection,
            text(),
            new Request(text(), text(), text(), headers(), headers(), body()),
            response,
            messages,
            Outcome.values()[random.nextInt(Outcome.values().length)],
            textOrNot(),
            time(),
            random.nextInt(100_000));
    Context context =
        new Context(random.nextInt(), text(), new Attribution(textOrNot(), text(), text()), text());
    return new RecordedExchange(
        sequence,
        new Observation(
            exchange, context, new Recipient("h", "h", null, null, null, "third", null, null)));
  }

  private Connection connection() {
    return new Connection(
        "c" + random.nextInt(3),
        time(),
        text(),
        text(),
        random.nextInt(65_536),
        textOrNot(),
        text(),
        443,
        textOrNot(),
        tls(),
        tls());
  }

  @Test
  void itsLeavesAreThoseOfTheRecordsParts() {
    CaseKey key = CaseKey.openOrCreate(folder);
    LeafEncoder encoder = new LeafEncoder(key);
    Connection connection = connection();
    for (int n = 1; n <= 2_000; n++) {
      if (random.nextInt(4) == 0) {
        connection = connection();
      }
      RecordedExchange recorded = recorded(n, connection);

      assertThat(encoder.leaf(recorded)).isEqualTo(key.leaf(recorded));
    }
  }

  @Test
  void aNumberThatReadersWouldRoundIsRefused() {
    CaseKey key = CaseKey.openOrCreate(folder);
    LeafEncoder encoder = new LeafEncoder(key);
    RecordedExchange recorded = recorded(1L << 53, connection());

    assertThatThrownBy(() -> encoder.leaf(recorded)).isInstanceOf(ArithmeticException.class);
    assertThat(encoder.leaf(recorded(1, connection()))).hasSize(MerkleTree.HASH_BYTES);
  }
}
