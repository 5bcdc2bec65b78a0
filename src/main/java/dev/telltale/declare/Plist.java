package dev.telltale.declare;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/**
 * Reads a property list, XML or binary ({@code bplist00}), into maps, lists, strings, longs,
 * doubles and booleans. No document type or entity is ever resolved. At most {@value #MOST_OBJECTS}
 * values and {@value #DEEPEST} levels.
 */
final class Plist {
  private static final int MOST_OBJECTS = 100_000;
  private static final int DEEPEST = 64;

  private int budget = MOST_OBJECTS;

  private Plist() {}

  static boolean isBinary(byte[] octets) {
    return octets.length >= 8
        && new String(octets, 0, 6, StandardCharsets.ISO_8859_1).equals("bplist");
  }

  /**
   * The root value.
   *
   * @throws IllegalArgumentException if it is not a property list, with the reason
   */
  static Object parseXml(String text) {
    Document document = Parser.xmlParser().parseInput(text, "");
    Element root = document.selectFirst("plist");
    if (root == null || root.childrenSize() == 0) {
      throw new IllegalArgumentException("no <plist> element with a value in it");
    }
    return new Plist().xmlValue(root.child(0), 0);
  }

  private Object xmlValue(Element element, int depth) {
    spend(depth);
    String name = element.tagName().toLowerCase(Locale.ROOT);
    switch (name) {
      case "dict" -> {
        Map<String, Object> map = new LinkedHashMap<>();
        List<Element> children = element.children();
        for (int i = 0; i < children.size(); i++) {
          if (!children.get(i).tagName().equals("key")) {
            throw new IllegalArgumentException(
                "<" + children.get(i).tagName() + "> in <dict> (expected: <key>)");
          }
          if (i + 1 >= children.size()) {
            throw new IllegalArgumentException(
                "<key> without a value: " + Words.shorten(children.get(i).text()));
          }
          map.put(children.get(i).text().strip(), xmlValue(children.get(i + 1), depth + 1));
          i++;
        }
        return map;
      }
      case "array" -> {
        List<Object> list = new ArrayList<>();
        for (Element child : element.children()) {
          list.add(xmlValue(child, depth + 1));
        }
        return list;
      }
      case "true" -> {
        return true;
      }
      case "false" -> {
        return false;
      }
      default -> {
        return element.text().strip();
      }
    }
  }

  private void spend(int depth) {
    if (depth > DEEPEST || --budget < 0) {
      throw new IllegalArgumentException(
          "nested deeper than " + DEEPEST + " or more than " + MOST_OBJECTS + " values");
    }
  }

  /**
   * The root value of a binary property list.
   *
   * @throws IllegalArgumentException if it is broken, with the reason
   */
  static Object parseBinary(byte[] octets) {
    if (octets.length < 40) {
      throw new IllegalArgumentException(octets.length + " octets (expected: 40 or more)");
    }
    int trailer = octets.length - 32;
    Binary binary =
        new Binary(
            octets,
            octets[trailer + 6] & 0xff,
            octets[trailer + 7] & 0xff,
            number(octets, trailer + 8, 8),
            number(octets, trailer + 24, 8));
    long top = number(octets, trailer + 16, 8);
    return new Plist().binaryValue(binary, top, 0);
  }

  private record Binary(byte[] octets, int offsetSize, int refSize, long count, long table) {
    int position(long object) {
      if (object < 0 || object >= count || offsetSize < 1 || offsetSize > 8 || refSize < 1) {
        throw new IllegalArgumentException("reference to a missing object: " + object);
      }
      if (table < 8 || table > octets.length || object > (octets.length - table) / offsetSize) {
        throw new IllegalArgumentException("offset table outside the file");
      }
      long at = number(octets, Math.toIntExact(table + object * offsetSize), offsetSize);
      if (at < 8 || at >= octets.length - 32) {
        throw new IllegalArgumentException("object outside the file: " + at);
      }
      return (int) at;
    }
  }

  private static long number(byte[] octets, int at, int size) {
    if (at < 0 || size < 1 || size > 8 || at > octets.length - size) {
      throw new IllegalArgumentException("number outside the file");
    }
    long value = 0;
    for (int i = 0; i < size; i++) {
      value = value << 8 | (octets[at + i] & 0xff);
    }
    return value;
  }

  private Object binaryValue(Binary b, long object, int depth) {
    spend(depth);
    int at = b.position(object);
    int marker = b.octets[at] & 0xff;
    int kind = marker >> 4;
    int low = marker & 15;
    if (kind == 0) {
      return low == 9 ? Boolean.TRUE : low == 8 ? Boolean.FALSE : "";
    }
    if (kind == 1) {
      return number(b.octets, at + 1, 1 << Math.min(low, 3));
    }
    if (kind < 4 || kind == 8) {
      return "";
    }
    int data = at + 1;
    long length = low;
    if (low == 15) {
      int bytes = 1 << Math.min(number(b.octets, data, 1) & 15, 3);
      length = number(b.octets, data + 1, bytes);
      data += 1 + bytes;
    }
    if (length < 0 || length > b.octets.length) {
      throw new IllegalArgumentException("length outside the file: " + length);
    }
    return switch (kind) {
      case 4 -> "";
      case 5 -> text(b.octets, data, (int) length, false);
      case 6 -> text(b.octets, data, (int) length * 2, true);
      case 10 -> {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < length; i++) {
          list.add(reference(b, data, i, depth));
        }
        yield list;
      }
      case 13 -> {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < length; i++) {
          map.put(
              reference(b, data, i, depth).toString(), reference(b, data, (int) length + i, depth));
        }
        yield map;
      }
      default -> throw new IllegalArgumentException("unknown object kind: " + kind);
    };
  }

  private Object reference(Binary b, int data, int index, int depth) {
    return binaryValue(b, number(b.octets, data + index * b.refSize, b.refSize), depth + 1);
  }

  private static String text(byte[] octets, int at, int size, boolean utf16) {
    if (at > octets.length - size) {
      throw new IllegalArgumentException("string outside the file");
    }
    return new String(octets, at, size, utf16 ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8);
  }
}
