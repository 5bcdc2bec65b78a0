package dev.telltale.classify.known;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.telltale.classify.known.Needle.Boundary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class NeedleIndexTest {

  @Test
  void findsExactlyWhatANaiveSearchFinds() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int letters = 2 + random.nextInt(20);
      List<Needle> needles = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(60); i++) {
        byte[] octets = octets(random, 5 + random.nextInt(40), letters);
        Boundary boundary = Boundary.values()[random.nextInt(3)];
        needles.add(
            new Needle(
                octets, random.nextBoolean(), boundary, "kind", "v" + i, List.of(), "words"));
      }
      byte[] text = octets(random, random.nextInt(400), letters);
      for (int i = 0; i < 8 && text.length > 50; i++) {
        byte[] planted = needles.get(random.nextInt(needles.size())).octets();
        int at = random.nextInt(text.length);
        System.arraycopy(planted, 0, text, at, Math.min(planted.length, text.length - at));
      }
      TreeSet<String> found = new TreeSet<>();
      new NeedleIndex(needles)
          .search(text, (needle, from, to) -> found.add(needle.value() + "@" + from) || true);
      assertThat(found).as("seed %d", seed).isEqualTo(naive(needles, text));
    }
  }

  /** Wherever a needle of any length stands, up to the last octet of the text. */
  @Test
  void findsEveryLengthAtEveryOffset() {
    Random random = new Random(4);
    for (int length = NeedleIndex.SHORTEST; length <= 40; length++) {
      Needle needle =
          new Needle(octets(random, length, 20), true, Boundary.NONE, "k", "v", List.of(), "w");
      NeedleIndex index = new NeedleIndex(List.of(needle));
      for (int offset = 0; offset < 20; offset++) {
        for (int behind = 0; behind < 10; behind++) {
          byte[] text = new byte[offset + length + behind];
          Arrays.fill(text, (byte) '~');
          System.arraycopy(needle.octets(), 0, text, offset, length);
          List<Integer> found = new ArrayList<>();
          index.search(text, (n, from, to) -> found.add(from));
          assertThat(found).as("%d octets at %d", length, offset).containsExactly(offset);
        }
      }
    }
  }

  private static TreeSet<String> naive(List<Needle> needles, byte[] text) {
    TreeSet<String> found = new TreeSet<>();
    String exact = new String(text, StandardCharsets.ISO_8859_1);
    for (Needle needle : needles) {
      String wanted = new String(needle.octets(), StandardCharsets.ISO_8859_1);
      for (int at = 0; at + wanted.length() <= exact.length(); at++) {
        boolean here = true;
        for (int i = 0; i < wanted.length() && here; i++) {
          char c = exact.charAt(at + i);
          here =
              (needle.anyCase() && c >= 'A' && c <= 'Z' ? (char) (c + 32) : c) == wanted.charAt(i);
        }
        if (here && needle.bounded(text, at, at + wanted.length())) {
          found.add(needle.value() + "@" + at);
        }
      }
    }
    return found;
  }

  /** Letters of both cases, digits and high octets, few enough to collide often. */
  private static byte[] octets(Random random, int length, int letters) {
    byte[] octets = new byte[length];
    for (int i = 0; i < length; i++) {
      int c = random.nextInt(letters);
      octets[i] =
          (byte)
              (c % 4 == 0
                  ? 'a' + c
                  : c % 4 == 1 ? 'A' + c - 1 : c % 4 == 2 ? '0' + c / 4 : 0xC0 + c);
    }
    return octets;
  }

  @Test
  void stopsWhenTheSinkHasHadEnough() {
    Needle needle = new Needle(Needle.utf8("abcde"), true, Boundary.NONE, "k", "v", List.of(), "w");
    int[] hits = {0};
    new NeedleIndex(List.of(needle))
        .search(Needle.utf8("abcde".repeat(100)), (n, from, to) -> ++hits[0] < 3);
    assertThat(hits[0]).isEqualTo(3);
  }

  @Test
  void refusesNeedlesTooShortToSample() {
    Needle needle = new Needle(Needle.utf8("abcd"), true, Boundary.NONE, "k", "v", List.of(), "w");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NeedleIndex(List.of(needle)))
        .withMessageContaining("4 octets (expected: at least 5)");
  }
}
