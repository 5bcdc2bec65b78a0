package dev.telltale.evidence.bundle;

import dev.telltale.record.RecordedExchange;
import dev.telltale.util.Hashes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code data/exchanges.jsonl}: the record, and in its member {@code proof} what a reader
 * needs to come to the leaf: the seed of all salts, or, of a redacted record, the salts of what is
 * shown and the commitments to what is withheld.
 *
 * @param leaf the leaf hash of the exchange as it was read from the store
 * @param line the line
 * @param shown the exchange that the line shows, whose bodies belong into the bag
 * @param withheld how many units are not shown as they are
 */
@SuppressWarnings("ArrayRecordComponent")
record DisclosedRecord(byte[] leaf, String line, RecordedExchange shown, int withheld) {

  /** An exchange as it is. */
  static DisclosedRecord whole(RecordedExchange recorded, CaseKey key) {
    Map<String, @Nullable Object> record = ExchangeRecord.of(recorded);
    byte[] seed = key.seed(recorded.observation().exchange().id());
    byte[] leaf = Units.of(record).leaf(seed);
    record.put("proof", Map.of("seed", Hashes.hex(seed)));
    return new DisclosedRecord(leaf, CanonicalJson.text(record), recorded, 0);
  }

  /** An exchange without personal values, which still leads to the leaf of the whole one. */
  static DisclosedRecord redacted(RecordedExchange recorded, CaseKey key, Redactor redactor) {
    byte[] seed = key.seed(recorded.observation().exchange().id());
    Units units = Units.of(ExchangeRecord.of(recorded));
    Redactor.Redacted redacted = redactor.exchange(recorded.observation());
    RecordedExchange shown = new RecordedExchange(recorded.sequence(), redacted.observation());
    Map<String, @Nullable Object> record = ExchangeRecord.of(shown);
    List<String> differing = units.differing(Units.of(record));
    if (differing.isEmpty()) {
      return whole(recorded, key);
    }
    for (String path : differing) {
      withholdDigest(record, path);
    }
    Map<String, Object> salts = new TreeMap<>();
    Map<String, Object> withheld = new TreeMap<>();
    for (String path : units.values().keySet()) {
      byte[] salt = Units.salt(seed, path);
      if (differing.contains(path)) {
        withheld.put(path, Hashes.hex(units.commitment(salt, path)));
      } else {
        salts.put(path, Hashes.hex(salt));
      }
    }
    Map<String, Object> proof = new LinkedHashMap<>();
    proof.put("salts", salts);
    proof.put("withheld", withheld);
    proof.put("leftOut", redacted.leftOut());
    record.put("proof", proof);
    return new DisclosedRecord(
        units.leaf(seed), CanonicalJson.text(record), shown, differing.size());
  }

  /** The digest of a whole body that is not shown would allow to guess it. */
  @SuppressWarnings("unchecked")
  private static void withholdDigest(Map<String, @Nullable Object> record, String path) {
    if (path.endsWith("/body")
        && record.get(path.substring(0, path.indexOf('/'))) instanceof Map<?, ?> message
        && message.get("body") instanceof Map<?, ?> body) {
      ((Map<String, @Nullable Object>) body).put("sha256", null);
    }
  }
}
