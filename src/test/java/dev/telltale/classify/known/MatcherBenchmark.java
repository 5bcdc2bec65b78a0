package dev.telltale.classify.known;

import com.hankcs.algorithm.AhoCorasickDoubleArrayTrie;
import dev.telltale.classify.Traffic;
import dev.telltale.model.DeviceProfile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.ahocorasick.trie.Trie;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * {@link NeedleIndex} beside the libraries that find many strings, on the needles of a phone in 16
 * KiB of JSON that hold none of them, as nearly all traffic does. The libraries search characters,
 * and fold case by the text in lower case, which they are given for nothing.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = "-Xmx3g")
@State(Scope.Benchmark)
public class MatcherBenchmark {

  /** Finds strings; counts them. */
  private interface Matcher {
    int count(byte[] octets, String lower);
  }

  @Param({"telltale", "hankcs", "ahocorasick", "contains"})
  String matcher = "";

  @Param({"20", "200"})
  int values;

  private byte[] octets = {};
  private String lower = "";
  private Matcher search = (o, l) -> 0;

  /** Builds the matcher. */
  @Setup
  public void build() {
    octets = Traffic.events(16 << 10).getBytes(StandardCharsets.UTF_8);
    lower = new String(octets, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    List<Needle> needles = new ArrayList<>();
    DeviceProfile phone = Traffic.phone();
    int[] left = {values};
    phone
        .values()
        .forEach(
            (kind, all) ->
                all.subList(0, Math.min(all.size(), values / phone.values().size()))
                    .forEach(
                        value -> {
                          if (left[0]-- > 0) {
                            needles.addAll(Forms.of(kind, value));
                          }
                        }));
    search = matcher(needles);
    System.out.println(needles.size() + " needles");
  }

  private Matcher matcher(List<Needle> needles) {
    List<String> strings =
        needles.stream().map(n -> new String(n.octets(), StandardCharsets.ISO_8859_1)).toList();
    switch (matcher) {
      case "telltale" -> {
        NeedleIndex index = new NeedleIndex(needles);
        return (o, l) -> {
          int[] hits = {0};
          index.search(o, (needle, from, to) -> ++hits[0] > 0);
          return hits[0];
        };
      }
      case "hankcs" -> {
        Map<String, Integer> map = new TreeMap<>();
        strings.forEach(s -> map.put(s, map.size()));
        AhoCorasickDoubleArrayTrie<Integer> trie = new AhoCorasickDoubleArrayTrie<>();
        trie.build(map);
        return (o, l) -> trie.parseText(l).size();
      }
      case "ahocorasick" -> {
        Trie trie = Trie.builder().addKeywords(strings).build();
        return (o, l) -> trie.parseText(l).size();
      }
      default -> {
        return (o, l) -> {
          int hits = 0;
          for (String s : strings) {
            hits += l.contains(s) ? 1 : 0;
          }
          return hits;
        };
      }
    }
  }

  /** One search. */
  @Benchmark
  public int search() {
    return search.count(octets, lower);
  }
}
