package dev.telltale.tls;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.telltale.tls.ClientHelloParser.Complete;
import dev.telltale.tls.ClientHelloParser.Incomplete;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Tag;

/**
 * FAULTS 38 without end: {@code JAZZER_FUZZ=1 mvn test -Dtest.excludedGroups=
 * -Dtest=ClientHelloParserFuzzTest}. Its kept inputs run with every build in {@link
 * ClientHelloParserTest}, without the fuzzer's instrumentation, which would slow all other tests.
 */
@Tag("slow")
class ClientHelloParserFuzzTest {

  @FuzzTest(maxDuration = "5m")
  void anyOctetsAreJudged(byte[] octets) {
    judge(octets);
  }

  static void judge(byte[] octets) {
    ByteBuf buffer = Unpooled.wrappedBuffer(octets);
    ClientHelloParser.Result result = ClientHelloParser.parse(buffer);
    if (buffer.readerIndex() != 0) {
      throw new IllegalStateException("octets were taken");
    }
    if (result instanceof Incomplete && octets.length > 5 * ClientHelloParser.MAX_BYTES + 5) {
      throw new IllegalStateException("asks for more without end");
    }
    if (result instanceof Complete complete) {
      ClientHello hello = complete.hello();
      if (hello.ja4().length() != 36) {
        throw new IllegalStateException("fingerprint " + hello.ja4());
      }
      hello.offersEcdsa();
      for (String name : LeafName.of(hello.sni(), "192.0.2.7").names()) {
        if (!LeafName.isAddress(name) && LeafName.hostName(name) == null) {
          throw new IllegalStateException("would certify " + name);
        }
      }
    }
  }
}
