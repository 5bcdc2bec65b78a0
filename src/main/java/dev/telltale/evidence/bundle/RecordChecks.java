package dev.telltale.evidence.bundle;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.telltale.util.Hashes;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * The checks of a bundle's records: each leads to its leaf of the signed tree, none is missing, the
 * bodies are those that the records refer to, and what was concluded points at records.
 */
final class RecordChecks {
  private final Bag bag;
  private final List<byte[]> leaves;
  private final Verification result;
  private final Set<Long> accounted = new HashSet<>();
  private final Set<String> ids = new HashSet<>();
  private final Set<String> bodies = new HashSet<>();
  private long records;
  private long redacted;
  private long withheld;
  private long last;

  RecordChecks(Bag bag, List<byte[]> leaves, Verification result) {
    this.bag = bag;
    this.leaves = leaves;
    this.result = result;
  }

  void run() throws IOException {
    JsonObject about = bag.object("data/about.json");
    String format = text(about, "format");
    if (!format.equals(BundleWriter.FORMAT)) {
      result.invalid(
          "records",
          "data/about.json: format " + format + " (expected: " + BundleWriter.FORMAT + ")");
      return;
    }
    boolean all = text(about, "scope").equals("all");
    Long session = all ? null : Long.valueOf(about.get("session").getAsLong());
    try (BufferedReader lines = bag.reader("data/exchanges.jsonl")) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        records++;
        if (!record(line, session)) {
          return;
        }
      }
    }
    long deleted = tombstones(all);
    if (deleted < 0) {
      return;
    }
    result.passed("records", records + " exchanges match their leaves" + deletedWords(deleted));
    if (redacted > 0) {
      result.redacted();
      result.passed(
          "redacted",
          redacted
              + " of "
              + records
              + " records withhold "
              + withheld
              + " parts: of those the signed tree attests a commitment only; what stands in their place is the maker's word");
    }
    if (octets()) {
      findings();
    }
  }

  private boolean record(String line, @Nullable Long session) {
    Map<String, @Nullable Object> record = object(JsonParser.parseString(line));
    String where = "data/exchanges.jsonl line " + records + ", exchange " + record.get("id");
    long sequence = whole(record, "sequence");
    if (sequence <= last || sequence > leaves.size()) {
      result.invalid(
          "records",
          where
              + ": sequence "
              + sequence
              + " (expected: "
              + (last + 1)
              + " to "
              + leaves.size()
              + ", in order)");
      return false;
    }
    last = sequence;
    if (session != null && whole(record, "session") != session) {
      result.invalid("records", where + ": of another session");
      return false;
    }
    if (!CanonicalJson.text(record).equals(line)) {
      result.invalid("records", where + ": not in canonical form (RFC 8785)");
      return false;
    }
    Map<String, @Nullable Object> proof = member(record, "proof");
    record.remove("proof");
    Units units = Units.of(record);
    byte[] leaf;
    if (proof.keySet().equals(Set.of("seed"))) {
      leaf = units.leaf(hex(proof, "seed", Hashes.digest("SHA-256").getDigestLength()));
    } else {
      Map<String, @Nullable Object> salts = member(proof, "salts");
      Map<String, @Nullable Object> commitments = member(proof, "withheld");
      Set<String> proved = new TreeSet<>(salts.keySet());
      proved.addAll(commitments.keySet());
      if (!proved.equals(units.values().keySet())
          || proved.size() != salts.size() + commitments.size()
          || !proof.keySet().equals(Set.of("salts", "withheld", "leftOut"))) {
        result.invalid(
            "records", where + ": its proof does not name each of its parts once, and no other");
        return false;
      }
      leaf =
          units.leaf(
              path ->
                  salts.containsKey(path)
                      ? units.commitment(hex(salts, path, Units.SALT_BYTES), path)
                      : hex(commitments, path, MerkleTree.HASH_BYTES));
      redacted++;
      withheld += commitments.size();
    }
    if (!java.security.MessageDigest.isEqual(leaf, leaves.get((int) sequence - 1))) {
      result.invalid(
          "records", where + ": does not match leaf " + sequence + " of the signed tree");
      return false;
    }
    if (!ids.add(String.valueOf(record.get("id")))) {
      result.invalid("records", where + ": a second record of this id");
      return false;
    }
    accounted.add(sequence);
    bodies(record);
    return true;
  }

  /** How many tombstones there are; -1 if one is wrong, or an exchange has neither. */
  private long tombstones(boolean all) throws IOException {
    long count = 0;
    long before = 0;
    List<String> places = new ArrayList<>();
    try (BufferedReader lines = bag.reader("data/tree/tombstones.jsonl")) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        long sequence = JsonParser.parseString(line).getAsJsonObject().get("sequence").getAsLong();
        count++;
        if (sequence <= before || accounted.contains(sequence)) {
          result.invalid(
              "records",
              "data/tree/tombstones.jsonl line "
                  + count
                  + ": sequence "
                  + sequence
                  + " (expected: in order, and of an exchange that is not in the bundle)");
          return -1;
        }
        before = sequence;
        if (sequence <= leaves.size()) {
          place(places, sequence);
        }
      }
    }
    Set<Long> known = new HashSet<>(accounted);
    places.forEach(place -> known.addAll(range(place)));
    for (long sequence = 1; all && sequence <= leaves.size(); sequence++) {
      if (!known.contains(sequence)) {
        result.invalid(
            "records",
            "exchange "
                + sequence
                + ": under the signed head, but neither in data/exchanges.jsonl nor a tombstone");
        return -1;
      }
    }
    if (!places.isEmpty()) {
      result.passed(
          "tombstones",
          known.size()
              - accounted.size()
              + " exchanges were deleted after they were signed, at "
              + String.join(", ", places.subList(0, Math.min(10, places.size())))
              + (places.size() > 10 ? " and further places" : "")
              + "; their leaves stand in the tree");
    }
    return known.size() - accounted.size();
  }

  private static String deletedWords(long deleted) {
    return deleted == 0 ? "" : ", " + deleted + " are deleted";
  }

  /** Adds a sequence number to ranges such as {@code 3-17}. */
  private static void place(List<String> ranges, long sequence) {
    if (!ranges.isEmpty()) {
      String lastRange = ranges.get(ranges.size() - 1);
      int dash = lastRange.indexOf('-');
      String end = lastRange.substring(dash + 1);
      if (Long.parseLong(end) == sequence - 1) {
        String start = dash < 0 ? lastRange : lastRange.substring(0, dash);
        ranges.set(ranges.size() - 1, start + "-" + sequence);
        return;
      }
    }
    ranges.add(Long.toString(sequence));
  }

  private static Set<Long> range(String range) {
    int dash = range.indexOf('-');
    long from = Long.parseLong(dash < 0 ? range : range.substring(0, dash));
    long to = Long.parseLong(range.substring(dash + 1));
    Set<Long> all = new HashSet<>();
    for (long i = from; i <= to; i++) {
      all.add(i);
    }
    return all;
  }

  private void bodies(Map<String, @Nullable Object> record) {
    List<Map<String, @Nullable Object>> holders = new ArrayList<>();
    holders.add(member(member(record, "request"), "body"));
    if (record.get("response") != null) {
      holders.add(member(member(record, "response"), "body"));
    }
    if (record.get("messages") instanceof List<?> messages) {
      for (int i = 0; i < messages.size(); i++) {
        holders.add(map(messages.get(i), "messages/" + i));
      }
    }
    for (Map<String, @Nullable Object> body : holders) {
      if (whole(body, "keptBytes") > 0) {
        bodies.add(String.valueOf(body.get("keptSha256")));
      }
    }
  }

  private boolean octets() throws IOException {
    for (String sha256 : new TreeSet<>(bodies)) {
      ZipEntry entry = bag.entries.get("data/bodies/" + sha256);
      if (entry == null) {
        result.incomplete("bodies", "data/bodies/" + sha256 + ": missing");
        return false;
      }
      if (!bag.digest("SHA-256", entry).equals(sha256)) {
        result.invalid("bodies", entry.getName() + ": its SHA-256 is not its name");
        return false;
      }
    }
    for (String name : bag.entries.keySet()) {
      if (name.startsWith("data/bodies/")
          && !bodies.contains(name.substring("data/bodies/".length()))) {
        result.invalid("bodies", name + ": no record refers to it");
        return false;
      }
    }
    result.passed("bodies", bodies.size() + " bodies and messages match their SHA-256");
    return true;
  }

  private void findings() throws IOException {
    long count = 0;
    Set<String> rules = new TreeSet<>();
    try (BufferedReader lines = bag.reader("data/findings.jsonl")) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        count++;
        JsonObject finding = JsonParser.parseString(line).getAsJsonObject();
        String exchange = text(finding, "exchange");
        rules.add(text(finding, "rulesVersion"));
        if (!ids.contains(exchange)) {
          result.invalid(
              "findings",
              "data/findings.jsonl line "
                  + count
                  + ": exchange "
                  + exchange
                  + " is not in the bundle");
          return;
        }
      }
    }
    result.passed(
        "findings",
        count
            + " findings point at exchanges of the bundle"
            + (rules.isEmpty() ? "" : ", made by rules " + String.join(", ", rules)));
  }

  private static String text(JsonObject object, String member) {
    JsonElement element = object.get(member);
    return element == null || element.isJsonNull() ? "" : element.getAsString();
  }

  private static long whole(Map<String, @Nullable Object> object, String member) {
    if (object.get(member) instanceof Number number) {
      return new java.math.BigDecimal(number.toString()).longValueExact();
    }
    throw new IllegalStateException(member + ": not a number");
  }

  private static byte[] hex(Map<String, @Nullable Object> object, String member, int bytes) {
    if (object.get(member) instanceof String text && text.length() == 2 * bytes) {
      return HexFormat.of().parseHex(text);
    }
    throw new IllegalStateException(member + ": not " + bytes + " octets in hex");
  }

  private static Map<String, @Nullable Object> member(
      Map<String, @Nullable Object> object, String member) {
    return map(object.get(member), member);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> map(@Nullable Object value, String name) {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, @Nullable Object>) map;
    }
    throw new IllegalStateException(name + ": not an object");
  }

  private static Map<String, @Nullable Object> object(JsonElement element) {
    return map(plain(element), "the line");
  }

  private static @Nullable Object plain(JsonElement element) {
    if (element.isJsonNull()) {
      return null;
    }
    if (element instanceof JsonArray array) {
      List<@Nullable Object> list = new ArrayList<>();
      array.forEach(item -> list.add(plain(item)));
      return list;
    }
    if (element instanceof JsonObject object) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      object.entrySet().forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
      return map;
    }
    var primitive = element.getAsJsonPrimitive();
    return primitive.isBoolean()
        ? primitive.getAsBoolean()
        : primitive.isNumber() ? primitive.getAsBigDecimal() : primitive.getAsString();
  }
}
