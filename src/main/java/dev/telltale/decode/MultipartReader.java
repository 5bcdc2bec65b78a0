package dev.telltale.decode;

import dev.telltale.decode.Node.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Multipart bodies (RFC 2046 section 5.1, RFC 7578): parts by the name of their {@code
 * Content-Disposition}, else by their position. A part's content is undone from its transfer
 * encoding and opened by its own type; the file name stands beside it as {@code NAME/filename}.
 *
 * <p>A delimiter stands at the beginning of a line, so one look at each line finds all.
 */
final class MultipartReader {
  /** RFC 2046 allows 70; more is no boundary anybody meant. */
  private static final int MAX_BOUNDARY = 256;

  private final Decoding d;
  private final Bodies bodies;
  private final Value holder;
  private final byte[] a;
  private final byte[] delimiter;

  private MultipartReader(Decoding d, Bodies bodies, Value holder, byte[] delimiter) {
    this.d = d;
    this.bodies = bodies;
    this.holder = holder;
    this.a = holder.content.octets;
    this.delimiter = delimiter;
  }

  /**
   * Reads a holder's content.
   *
   * @param boundary the declared boundary; when empty, or not in the content, the first line
   *     decides
   */
  static boolean read(Decoding d, Bodies bodies, Value holder, String boundary) {
    if (boundary.length() > MAX_BOUNDARY) {
      d.note("multipart: a boundary of " + boundary.length() + " characters");
      return false;
    }
    byte[] a = holder.content.octets;
    byte[] delimiter = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    if (boundary.isEmpty() || Text.indexOf(a, holder.from, holder.to, delimiter) < 0) {
      int line = Text.indexOf(a, holder.from, holder.to, '\n');
      int end = line < 0 ? -1 : Text.trimEnd(a, holder.from, line);
      if (!looksLikeDelimiter(a, holder.from, end)
          || Text.indexOf(a, line, Math.min(holder.to, line + 2000), DISPOSITION) < 0) {
        d.note("multipart: no boundary found");
        return false;
      }
      delimiter = Arrays.copyOfRange(a, holder.from, end);
    }
    return new MultipartReader(d, bodies, holder, delimiter).parts();
  }

  private static final byte[] DISPOSITION = "form-data".getBytes(StandardCharsets.US_ASCII);

  static boolean looksLikeDelimiter(byte[] a, int from, int end) {
    return end - from >= 4
        && end - from <= MAX_BOUNDARY
        && a[from] == '-'
        && a[from + 1] == '-'
        && Text.isPlain(a, from, end);
  }

  private boolean parts() {
    Value top = d.structure(Kind.OBJECT, "multipart:", holder, "multipart", holder.from, holder.to);
    int line = holder.from;
    int part = -1;
    while (line < holder.to) {
      if (isDelimiter(line)) {
        if (part >= 0 && !part(top, part, lineBreakBefore(line, part))) {
          break;
        }
        boolean last = Text.startsWith(a, line + delimiter.length, holder.to, "--");
        part = last ? -1 : nextLine(line);
        if (last) {
          break;
        }
      }
      line = nextLine(line);
    }
    if (part >= 0 && part < holder.to) {
      d.note("multipart: the last part breaks off");
      part(top, part, holder.to);
    }
    if (top.values().isEmpty()) {
      return false;
    }
    d.accept(holder, top);
    return true;
  }

  private boolean isDelimiter(int line) {
    int end = line + delimiter.length;
    return end <= holder.to && Arrays.equals(a, line, end, delimiter, 0, delimiter.length);
  }

  private int nextLine(int from) {
    int end = Text.indexOf(a, from, holder.to, '\n');
    return end < 0 ? holder.to : end + 1;
  }

  /** The line break in front of a delimiter belongs to the delimiter. */
  private int lineBreakBefore(int line, int least) {
    int end = line;
    if (end > least && a[end - 1] == '\n') {
      end--;
    }
    return end > least && a[end - 1] == '\r' ? end - 1 : end;
  }

  private boolean part(Value top, int from, int end) {
    String disposition = "";
    String type = "";
    String transfer = "";
    String coding = "";
    int line = from;
    while (line < end) {
      int next = Math.min(nextLine(line), end);
      int lineEnd = Text.trimEnd(a, line, next);
      if (lineEnd == line) {
        line = next;
        break;
      }
      String field = new String(a, line, Math.min(lineEnd - line, 2000), StandardCharsets.UTF_8);
      int colon = field.indexOf(':');
      if (colon > 0) {
        String value = field.substring(colon + 1).trim();
        switch (field.substring(0, colon).trim().toLowerCase(Locale.ROOT)) {
          case "content-disposition" -> disposition = value;
          case "content-type" -> type = value;
          case "content-transfer-encoding" -> transfer = value.toLowerCase(Locale.ROOT);
          case "content-encoding" -> coding = value;
          default -> {}
        }
      }
      line = next;
    }
    if (!d.takeValue()) {
      return false;
    }
    String name = Parameters.of(disposition, "name");
    name = name.isEmpty() ? Integer.toString(top.values().size()) : name;
    Kind kind = Text.isPlain(a, line, end) ? Kind.TEXT : Kind.BYTES;
    Value v = Value.member(kind, top, line, end).named(name);
    top.add(v);
    Value content = transferDecoded(v, transfer);
    if (type.isEmpty() && coding.isEmpty()) {
      d.open(content);
    } else {
      bodies.open(content, type, coding.isEmpty() ? List.of() : List.of(coding));
    }
    if (content != v) {
      d.show(v, content);
    }
    fileName(top, name, disposition);
    return true;
  }

  private Value transferDecoded(Value v, String transfer) {
    byte[] octets =
        switch (transfer) {
          case "base64" -> Binary.base64(a, v.from, v.to);
          case "quoted-printable" -> quotedPrintable(v.from, v.to);
          default -> null;
        };
    return octets == null || !d.takeBytes(octets.length)
        ? v
        : d.made(v, octets, transfer, transfer.equals("base64") ? "b64:" : "");
  }

  /** RFC 2045 section 6.7. */
  private byte[] quotedPrintable(int from, int to) {
    byte[] out = new byte[to - from];
    int n = 0;
    for (int i = from; i < to; i++) {
      if (a[i] == '=' && i + 2 < to) {
        int high = Text.hexDigit(a[i + 1]);
        int low = Text.hexDigit(a[i + 2]);
        if (high >= 0 && low >= 0) {
          out[n++] = (byte) (high << 4 | low);
          i += 2;
          continue;
        }
        if (a[i + 1] == '\n' || a[i + 1] == '\r') {
          i += a[i + 1] == '\r' && a[i + 2] == '\n' ? 2 : 1;
          continue;
        }
      }
      out[n++] = a[i];
    }
    return Arrays.copyOf(out, n);
  }

  private void fileName(Value top, String name, String disposition) {
    String fileName = Parameters.of(disposition, "filename");
    if (fileName.isEmpty() || !d.takeValue()) {
      return;
    }
    byte[] utf8 = fileName.getBytes(StandardCharsets.UTF_8);
    if (!d.takeBytes(utf8.length)) {
      return;
    }
    Value last = top.values().get(top.values().size() - 1);
    Value v = Value.member(Kind.TEXT, top, last.end, last.end).named(name + "/filename");
    v.setContent(Layer.decoded(utf8), 0, utf8.length);
    d.layer(v);
    top.add(v);
    d.open(v);
  }
}
