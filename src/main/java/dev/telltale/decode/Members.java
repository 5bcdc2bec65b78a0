package dev.telltale.decode;

import dev.telltale.decode.Node.Kind;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds the values of a structure that stands in octets: protobuf, MessagePack, CBOR, property
 * lists. Nothing is added to the message before {@link #finish}, so that an attempt that fails
 * leaves no trace.
 *
 * <p>Numbers of such formats are not characters anywhere in the message. They are gathered in a
 * layer of their own, one a line, so that searching the layers finds them.
 */
final class Members {
  private final Decoding d;
  private final Value holder;
  private final int valuesBefore;
  private byte[] digits = new byte[64];
  private int digitsLength;
  private final List<Value> numbers = new ArrayList<>();
  private final List<Value> toOpen = new ArrayList<>();

  Members(Decoding d, Value holder) {
    this.d = d;
    this.holder = holder;
    this.valuesBefore = d.valuesTaken();
  }

  /** Where an attempt inside the structure began. */
  record Mark(int digits, int numbers, int toOpen, int values) {}

  Mark mark() {
    return new Mark(digitsLength, numbers.size(), toOpen.size(), d.valuesTaken());
  }

  /** Forgets what was made since. */
  void back(Mark mark) {
    digitsLength = mark.digits;
    numbers.subList(mark.numbers, numbers.size()).clear();
    toOpen.subList(mark.toOpen, toOpen.size()).clear();
    d.restoreValues(mark.values);
  }

  /** The outermost value of the structure. */
  Value structure(Kind kind, String scheme, String step, int at, int end) {
    return d.structure(kind, scheme, holder, step, at, end);
  }

  /** A value inside {@code in}, not yet added to it; null when the budget is spent. */
  @Nullable Value member(Kind kind, Value in, int at, int end) {
    return d.takeValue() ? Value.member(kind, in, at, end) : null;
  }

  /** A text or octets to be looked into once the structure is accepted. */
  @Nullable Value leaf(Kind kind, Value in, int at, int end, int from, int to) {
    return content(kind, in, at, end, in.stands, from, to);
  }

  /** A text whose characters do not stand in the octets as UTF-8. */
  @Nullable Value text(Value in, int at, int end, String text) {
    return made(Kind.TEXT, in, at, end, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Octets that do not stand in the message as they are. */
  @Nullable Value octets(Value in, int at, int end, byte[] octets) {
    Kind kind = Text.isPlain(octets, 0, octets.length) ? Kind.TEXT : Kind.BYTES;
    return made(kind, in, at, end, octets);
  }

  private @Nullable Value made(Kind kind, Value in, int at, int end, byte[] content) {
    return d.takeBytes(content.length)
        ? content(kind, in, at, end, Layer.decoded(content), 0, content.length)
        : null;
  }

  /** A text or octets whose content stands elsewhere. */
  @Nullable Value content(Kind kind, Value in, int at, int end, Layer content, int from, int to) {
    Value v = member(kind, in, at, end);
    if (v != null) {
      v.setContent(content, from, to);
      toOpen.add(v);
    }
    return v;
  }

  /** A number as it reads in decimal. */
  @Nullable Value number(Value in, int at, int end, String decimal) {
    Value v = member(Kind.NUMBER, in, at, end);
    if (v != null && d.takeBytes(decimal.length() + 1)) {
      v.from = digitsLength;
      write(decimal);
      v.to = digitsLength;
      write("\n");
      numbers.add(v);
    }
    return v;
  }

  private void write(String ascii) {
    if (digitsLength + ascii.length() > digits.length) {
      digits = Arrays.copyOf(digits, (digitsLength + ascii.length()) * 2);
    }
    for (int i = 0; i < ascii.length(); i++) {
      digits[digitsLength++] = (byte) ascii.charAt(i);
    }
  }

  /** Takes the text or number made last for a member's name, which is no value of its own. */
  String asName(Value last) {
    if (last.kind == Kind.NUMBER) {
      numbers.remove(numbers.size() - 1);
      return new String(digits, last.from, last.to - last.from, StandardCharsets.US_ASCII);
    }
    toOpen.remove(toOpen.size() - 1);
    return last.text();
  }

  /** {@code true} or {@code false}. */
  @Nullable Value truth(Value in, int at, int end, boolean is) {
    Value v = member(Kind.BOOLEAN, in, at, end);
    if (v != null) {
      byte[] word = (is ? "true" : "false").getBytes(StandardCharsets.US_ASCII);
      v.setContent(Layer.decoded(word), 0, word.length);
    }
    return v;
  }

  /** Gives up: the budget is as it was. */
  void abandon() {
    d.restoreValues(valuesBefore);
  }

  /** Adds the structure to its holder and looks into its values. */
  void finish(Value structure) {
    d.accept(holder, structure);
    if (!numbers.isEmpty()) {
      Layer layer = Layer.decoded(Arrays.copyOf(digits, digitsLength));
      for (Value v : numbers) {
        v.setContent(layer, v.from, v.to);
      }
      layer.tops.addAll(numbers);
      d.layer(
          new Value(
              Kind.TEXT,
              Value.Role.DECODED,
              "",
              structure,
              structure.chain,
              layer,
              0,
              layer.octets.length));
    }
    for (Value v : toOpen) {
      if (v.content != v.stands) {
        d.layer(v);
      }
      d.open(v);
    }
  }

  /** A double as people write it: no exponent, no more digits than it has. */
  static String decimal(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    return Double.isFinite(value)
        ? new BigDecimal(Double.toString(value)).toPlainString()
        : Double.toString(value);
  }

  /** The same for a float. */
  static String decimal(float value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e7) {
      return Long.toString((long) value);
    }
    return Float.isFinite(value)
        ? new BigDecimal(Float.toString(value)).toPlainString()
        : Float.toString(value);
  }
}
