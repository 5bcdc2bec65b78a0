package dev.telltale.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The name of a value: a JSON member's, a form field's, a header's.
 *
 * <p>An application sends the same few hundred names over and over. So names are shared: a span of
 * octets that was read as a name lately gives the same object again, without its characters being
 * decoded, and what a detector once made of the name is kept with it. The names remembered are few
 * and short, whatever the traffic, since a newcomer takes the place of whoever has its slot; a name
 * that is forgotten is made once more.
 *
 * <p>Safe for any thread: all but {@link #meaning} is final, and a slot read in a race holds an
 * older or a newer name, each of them whole, which is then compared.
 */
public final class Name {
  /** The name of what has none. */
  public static final Name NONE = new Name("", new byte[0], Value.Naming.PLAIN);

  private static final int SLOTS = 8192;
  private static final int LONGEST = 64;
  private static final Name[] BY_OCTETS = new Name[SLOTS];
  private static final Name[] BY_TEXT = new Name[SLOTS];
  private static final long MIX = 0x9E3779B97F4A7C15L;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final String text;
  private final String lower;
  private final byte[] octets;
  private final Value.Naming naming;
  private @Nullable Object meaning;

  private Name(String text, byte[] octets, Value.Naming naming) {
    this.text = text;
    this.lower = text.toLowerCase(Locale.ROOT);
    this.octets = octets;
    this.naming = naming;
  }

  /** Its characters, without the escapes of its format. */
  public String text() {
    return text;
  }

  /** The same in lower case. */
  public String lower() {
    return lower;
  }

  public boolean isEmpty() {
    return text.isEmpty();
  }

  /** What {@link #mean} was told last, null if nothing. */
  public @Nullable Object meaning() {
    return meaning;
  }

  /**
   * Keeps what the name means.
   *
   * @param object immutable, all its fields final, and the same for every occurrence of the name
   */
  public void mean(Object object) {
    meaning = object;
  }

  @Override
  public String toString() {
    return text;
  }

  static Name of(String text) {
    if (text.isEmpty()) {
      return NONE;
    }
    int hash = text.hashCode() * (int) (MIX >>> 32);
    int slot = hash >>> 16 & (SLOTS - 1);
    Name known = BY_TEXT[slot];
    if (known != null && known.text.equals(text)) {
      return known;
    }
    Name made = new Name(text, new byte[0], Value.Naming.PLAIN);
    if (text.length() <= LONGEST) {
      BY_TEXT[slot] = made;
    }
    return made;
  }

  static Name of(byte[] a, int from, int to, Value.Naming naming) {
    int length = to - from;
    if (length == 0) {
      return NONE;
    }
    if (length > LONGEST) {
      return new Name(Text.name(a, from, to, naming), new byte[0], naming);
    }
    int slot = (int) (hash(a, from, to) >>> 40) & (SLOTS - 1);
    Name known = BY_OCTETS[slot];
    if (known != null
        && known.naming == naming
        && Arrays.equals(known.octets, 0, known.octets.length, a, from, to)) {
      return known;
    }
    Name made = new Name(Text.name(a, from, to, naming), Arrays.copyOfRange(a, from, to), naming);
    BY_OCTETS[slot] = made;
    return made;
  }

  private static long hash(byte[] a, int from, int to) {
    long hash = to - from;
    int i = from;
    for (; i + 8 <= to; i += 8) {
      hash = (hash ^ (long) LONGS.get(a, i)) * MIX;
      hash ^= hash >>> 29;
    }
    long rest = 0;
    for (; i < to; i++) {
      rest = rest << 8 | (a[i] & 0xff);
    }
    return (hash ^ rest) * MIX;
  }
}
