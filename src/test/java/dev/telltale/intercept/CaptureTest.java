package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.model.Body;
import dev.telltale.util.Hashes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is kept of a body, whatever its size and the pieces it comes in. */
class CaptureTest {

  @ParameterizedTest
  @CsvSource({
    "0,1,100",
    "1,1,100",
    "99,7,100",
    "100,100,100",
    "101,100,100",
    "5000,333,100",
    "70000,1500,1000000",
    "300000,16384,100000"
  })
  void hashOfAllAndTheFirstOctets(int size, int piece, int limit) {
    byte[] all = new byte[size];
    new Random(size).nextBytes(all);
    CaptureBudget budget = new CaptureBudget(1 << 20);
    BodyCapture capture = new BodyCapture(limit, budget);
    ByteBuf buffer = Unpooled.directBuffer().writeBytes(all);
    for (int at = 0; at < size; at += piece) {
      capture.add(buffer, at, Math.min(piece, size - at));
    }
    buffer.release();
    Body body = capture.finish();
    assertThat(body.sizeBytes()).isEqualTo(size);
    assertThat(body.sha256()).isEqualTo(Hashes.sha256Hex(all));
    assertThat(body.content()).isEqualTo(Arrays.copyOf(all, Math.min(size, limit)));
    assertThat(body.truncated()).isEqualTo(size > limit);
    assertThat(budget.usedBytes()).isZero();
  }

  @Test
  void aSpentBudgetCutsWhatIsKeptAndNothingElse() {
    byte[] all = new byte[50_000];
    new Random(1).nextBytes(all);
    CaptureBudget budget = new CaptureBudget(10_000);
    BodyCapture capture = new BodyCapture(1 << 20, budget);
    ByteBuf buffer = Unpooled.wrappedBuffer(all);
    for (int at = 0; at < all.length; at += 1_000) {
      capture.add(buffer, at, 1_000);
    }
    Body body = capture.finish();
    assertThat(body.keptBytes()).isBetween(1L, 10_000L);
    assertThat(body.content()).isEqualTo(Arrays.copyOf(all, (int) body.keptBytes()));
    assertThat(body.sha256()).isEqualTo(Hashes.sha256Hex(all));
    assertThat(budget.usedBytes()).isZero();
  }
}
