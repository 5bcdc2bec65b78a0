package dev.telltale.evidence.bundle;

import dev.telltale.util.Hashes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A record taken apart into the units that can be withheld one by one, by path: {@code phase},
 * {@code request/url}, {@code request/headers/3}, {@code response/body}, {@code messages/0}.
 *
 * <h2>Why a leaf is made of commitments</h2>
 *
 * A redacted copy must verify against the head that was signed while recording. If a leaf were the
 * hash of the record, one redacted header would leave the reader with nothing but the hash, and
 * with it he could try every telephone number in its place until the hash comes out. So a leaf is
 * the hash of one commitment for each unit, {@code SHA-256(salt || [path,value])} with a secret
 * salt of 128 bits. Of a unit that is shown the salt is shown too; of a unit that is withheld, only
 * the commitment: it proves that <em>something</em> was there and can be opened later, and tells
 * nothing about what. (Selective disclosure for JWTs, RFC 9901 section 4, does the same.)
 *
 * <p>Salts follow from a seed for each exchange, so that a record which is shown whole carries one
 * seed in place of fifty salts. A salt does not tell the seed.
 */
final class Units {
  static final int SALT_BYTES = 16;

  private final SortedMap<String, @Nullable Object> values;

  private Units(SortedMap<String, @Nullable Object> values) {
    this.values = values;
  }

  /**
   * Takes a record apart.
   *
   * @param record as {@link ExchangeRecord#of} makes it, or as it was read from a bundle
   * @throws IllegalStateException if it is not such a record
   */
  static Units of(Map<?, ?> record) {
    SortedMap<String, @Nullable Object> values = new TreeMap<>();
    record.forEach(
        (name, value) -> {
          switch (String.valueOf(name)) {
            case "messages" -> list(values, "messages", value);
            case "request" -> message(values, "request", value);
            case "response" -> {
              if (value == null) {
                values.put("response", null);
              } else {
                message(values, "response", value);
              }
            }
            default -> values.put(String.valueOf(name), value);
          }
        });
    for (String part : List.of("messages", "request")) {
      if (!record.containsKey(part)) {
        throw new IllegalStateException(part + ": missing from the record");
      }
    }
    return new Units(values);
  }

  private static void message(
      SortedMap<String, @Nullable Object> values, String path, @Nullable Object value) {
    if (!(value instanceof Map<?, ?> members)) {
      throw new IllegalStateException(path + ": not an object");
    }
    for (String part : List.of("headers", "trailers", "body")) {
      if (!members.containsKey(part)) {
        throw new IllegalStateException(path + "/" + part + ": missing from the record");
      }
    }
    members.forEach(
        (name, member) -> {
          String inner = path + "/" + name;
          if (name.equals("headers") || name.equals("trailers")) {
            list(values, inner, member);
          } else {
            values.put(inner, member);
          }
        });
  }

  private static void list(
      SortedMap<String, @Nullable Object> values, String path, @Nullable Object value) {
    if (!(value instanceof List<?> list)) {
      throw new IllegalStateException(path + ": not a list");
    }
    for (int i = 0; i < list.size(); i++) {
      values.put(path + "/" + i, list.get(i));
    }
  }

  /** The values by path, in the order of the paths' code units. */
  SortedMap<String, @Nullable Object> values() {
    return Collections.unmodifiableSortedMap(values);
  }

  /** The paths whose values are not the same in another record of the same shape. */
  List<String> differing(Units other) {
    if (!values.keySet().equals(other.values.keySet())) {
      throw new IllegalStateException("a redacted record has other units than the record");
    }
    List<String> paths = new ArrayList<>();
    values.forEach(
        (path, value) -> {
          if (!CanonicalJson.text(value).equals(CanonicalJson.text(other.values.get(path)))) {
            paths.add(path);
          }
        });
    return paths;
  }

  /** The salt of a unit: the first 16 octets of {@code SHA-256(seed || path)}. */
  static byte[] salt(byte[] seed, String path) {
    MessageDigest digest = Hashes.digest("SHA-256");
    digest.update(seed);
    return Arrays.copyOf(digest.digest(path.getBytes(StandardCharsets.UTF_8)), SALT_BYTES);
  }

  /** The commitment to a unit. */
  byte[] commitment(byte[] salt, String path) {
    MessageDigest digest = Hashes.digest("SHA-256");
    digest.update(salt);
    List<@Nullable Object> unit = new ArrayList<>(2);
    unit.add(path);
    unit.add(values.get(path));
    return digest.digest(CanonicalJson.bytes(unit));
  }

  /** The leaf hash when all units are shown. */
  byte[] leaf(byte[] seed) {
    return leaf(path -> commitment(salt(seed, path), path));
  }

  /** Gives the commitment of a unit. */
  interface Commitments {
    byte[] of(String path);
  }

  /** The leaf hash: {@code SHA-256(0x00 || commitments in the order of their paths)}. */
  byte[] leaf(Commitments commitments) {
    MessageDigest digest = Hashes.digest("SHA-256");
    digest.update((byte) 0);
    for (String path : values.keySet()) {
      digest.update(commitments.of(path));
    }
    return digest.digest();
  }
}
