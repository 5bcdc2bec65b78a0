package dev.telltale.record;

import dev.telltale.model.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Field lines as one column: for each name and each value a length and the octets. The length is a
 * base-128 integer, least significant group first, of which the lowest bit tells the charset: 0 for
 * one octet per character (ISO-8859-1, what the wire has), 1 for UTF-8 (characters that only an
 * imported file can hold). Exact for order, case, duplicates and any octet.
 *
 * <p>An encoder keeps its buffer and belongs to one thread.
 */
final class HeaderCoding {
  private byte[] buffer = new byte[4096];
  private int length;

  /** The column for a header section, null for an empty one. */
  byte @Nullable [] encode(List<Header> headers) {
    if (headers.isEmpty()) {
      return null;
    }
    length = 0;
    for (Header header : headers) {
      put(header.name());
      put(header.value());
    }
    return Arrays.copyOf(buffer, length);
  }

  private void put(String text) {
    int count = text.length();
    reserve(count + 5);
    int start = length;
    putNumber((long) count << 1);
    for (int i = 0; i < count; i++) {
      char c = text.charAt(i);
      if (c > 0xFF) {
        length = start;
        putWide(text);
        return;
      }
      buffer[length++] = (byte) c;
    }
  }

  private void putWide(String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    reserve(octets.length + 5);
    putNumber((long) octets.length << 1 | 1);
    System.arraycopy(octets, 0, buffer, length, octets.length);
    length += octets.length;
  }

  private void putNumber(long number) {
    long rest = number;
    while (rest > 0x7F) {
      buffer[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[length++] = (byte) rest;
  }

  private void reserve(int more) {
    if (buffer.length - length < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }

  /**
   * The header section of a column.
   *
   * @throws StoreException if the octets are not of this coding
   */
  static List<Header> decode(byte @Nullable [] column) {
    if (column == null) {
      return List.of();
    }
    List<Header> headers = new ArrayList<>();
    Cursor cursor = new Cursor(column);
    while (cursor.position < column.length) {
      headers.add(new Header(cursor.text(), cursor.text()));
    }
    return headers;
  }

  private static final class Cursor {
    private final byte[] octets;
    private int position;

    Cursor(byte[] octets) {
      this.octets = octets;
    }

    String text() {
      long head = 0;
      int shift = 0;
      byte group;
      do {
        if (position == octets.length || shift > 35) {
          throw damaged();
        }
        group = octets[position++];
        head |= (long) (group & 0x7F) << shift;
        shift += 7;
      } while (group < 0);
      long size = head >>> 1;
      if (size > octets.length - position) {
        throw damaged();
      }
      String text =
          new String(
              octets,
              position,
              (int) size,
              (head & 1) == 0 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
      position += (int) size;
      return text;
    }

    private StoreException damaged() {
      return new StoreException(
          "header column: broken at octet "
              + position
              + " of "
              + octets.length
              + " (expected: length and octets); the store was changed by another program, restore"
              + " it from a copy");
    }
  }
}
