package dev.telltale.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Against published fingerprints whose raw form ({@code ja4_r}) was published with them. */
class Ja4Test {
  private static List<Integer> hex(String list) {
    return Arrays.stream(list.split(",")).map(v -> Integer.parseInt(v, 16)).toList();
  }

  private static ClientHello hello(
      String ciphers, String extensions, String signatures, List<String> alpn) {
    return hello(0x0303, "0304,0303", ciphers, extensions, signatures, alpn);
  }

  private static ClientHello hello(
      int legacy,
      @Nullable String versions,
      String ciphers,
      String extensions,
      String signatures,
      List<String> alpn) {
    return new ClientHello(
        legacy,
        versions == null ? List.of() : hex(versions),
        hex(ciphers),
        hex(extensions),
        "a.example",
        alpn,
        List.of(0x1d, 0x17),
        signatures.isEmpty() ? List.of() : hex(signatures));
  }

  @Test
  void theExampleOfTheSpecification() {
    ClientHello chrome =
        hello(
            "1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035",
            "001b,0000,0033,0010,4469,0017,002d,000d,0005,0023,0012,002b,ff01,000b,000a,0015",
            "0403,0804,0401,0503,0805,0501,0806,0601",
            List.of("h2", "http/1.1"));
    assertThat(chrome.ja4()).isEqualTo("t13d1516h2_8daaf6152771_e5627efa2ab1");
  }

  @Test
  void aLaterChrome() {
    ClientHello chrome =
        hello(
            "1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035",
            "002d,0033,0010,fe0d,0017,44cd,0000,000b,000a,002b,ff01,0023,0012,0005,000d,001b",
            "0403,0804,0401,0503,0805,0501,0806,0601",
            List.of("h2", "http/1.1"));
    assertThat(chrome.ja4()).isEqualTo("t13d1516h2_8daaf6152771_d8a2da3f94cd");
  }

  @Test
  void aClientWithRenegotiationScsv() {
    ClientHello client =
        hello(
            "1301,1302,1303,c02b,c02c,c02f,c030,cca8,cca9,00ff",
            "0000,0005,000a,000b,000d,0010,0017,0023,002b,002d,0033",
            "0503,0403,0807,0806,0805,0804,0601,0501,0401",
            List.of("h2"));
    assertThat(client.ja4()).isEqualTo("t13d1011h2_61a7ad8aa9b6_3fcd1a44f3e3");
  }

  @Test
  void greaseChangesNothing() {
    ClientHello chrome =
        hello(
            0x0303,
            "7a7a,0304,0303",
            "fafa,1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035",
            "0a0a,001b,0000,0033,0010,4469,0017,002d,000d,0005,0023,0012,002b,ff01,000b,000a,0015,dada",
            "0403,0804,0401,0503,0805,0501,0806,0601",
            List.of("h2", "http/1.1"));
    assertThat(chrome.ja4()).isEqualTo("t13d1516h2_8daaf6152771_e5627efa2ab1");
  }

  @Test
  void onlySomeValuesAreGrease() {
    assertThat(Stream.of(0x0a0a, 0x1a1a, 0x5a5a, 0xfafa)).allMatch(ClientHello::isGrease);
    assertThat(Stream.of(0x0a1a, 0x1a0a, 0x0a0b, 0x1301, 0xc02b)).noneMatch(ClientHello::isGrease);
  }

  @Test
  void withoutExtensionsAndCiphers() {
    ClientHello bare =
        new ClientHello(
            0x0301, List.of(), List.of(), List.of(), null, List.of(), List.of(), List.of());
    assertThat(bare.ja4()).isEqualTo("t10i000000_000000000000_000000000000");
  }

  @Test
  void theFirstPartOfOddClients() {
    assertThat(hello(0x0302, null, "1301", "0000", "", List.of("http/1.1")).ja4())
        .startsWith("t11d0101h1_");
    // Not alphanumeric at an end: the ends of its hex, ab…cd.
    assertThat(hello("1301", "0010", "", List.of("\u00ab\u00cd")).ja4()).startsWith("t13i0101ad_");
    assertThat(hello("1301", "0010", "", List.of("h")).ja4()).startsWith("t13i0101hh_");
    assertThat(hello("1301", "0010", "", List.of("")).ja4()).startsWith("t13i010100_");
  }

  @Test
  void countsStopAtNinetyNine() {
    String many =
        String.join(
            ",",
            Stream.iterate(0x2000, i -> i + 1)
                .limit(150)
                .map(i -> Integer.toHexString(i))
                .toList());
    assertThat(hello(many, many, "", List.of()).ja4()).startsWith("t13i9999");
  }
}
