package dev.telltale.cli.redact;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A span of octets to be replaced.
 *
 * @param from offset of the first octet
 * @param to offset behind the last
 * @param token what to put there
 */
record Cut(int from, int to, String token) {

  /** Octets with the cuts made; where cuts touch, the widest one's token stands for all. */
  static byte[] apply(byte[] octets, List<Cut> cuts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(octets.length + 32 * cuts.size());
    int done = 0;
    for (Cut cut : merged(cuts, octets.length)) {
      out.write(octets, done, cut.from() - done);
      out.writeBytes(cut.token().getBytes(StandardCharsets.UTF_8));
      done = cut.to();
    }
    out.write(octets, done, octets.length - done);
    return out.toByteArray();
  }

  private static List<Cut> merged(List<Cut> cuts, int length) {
    List<Cut> sorted = new ArrayList<>(cuts);
    sorted.sort(
        Comparator.comparingInt(Cut::from)
            .thenComparing(Comparator.comparingInt(Cut::to).reversed()));
    List<Cut> merged = new ArrayList<>();
    for (Cut cut : sorted) {
      int to = Math.min(cut.to(), length);
      Cut last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
      if (last == null || cut.from() >= last.to()) {
        if (cut.from() < to) {
          merged.add(new Cut(cut.from(), to, cut.token()));
        }
      } else {
        String token = cut.to() - cut.from() > last.to() - last.from() ? cut.token() : last.token();
        merged.set(merged.size() - 1, new Cut(last.from(), Math.max(last.to(), to), token));
      }
    }
    return merged;
  }
}
