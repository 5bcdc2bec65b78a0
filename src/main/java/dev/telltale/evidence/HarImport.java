package dev.telltale.evidence;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.telltale.model.Context;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Gap;
import dev.telltale.model.Recipient;
import dev.telltale.record.Recordings;
import dev.telltale.util.Ids;
import dev.telltale.util.Limits;
import java.io.BufferedInputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads HTTP Archives (HAR 1.2) made elsewhere: by Chromium, mitmproxy, HTTP Toolkit, PCAPdroid,
 * tweasel's tools, or by {@link HarExport}, whose files give the same exchanges again, with
 * attribution, phase and times.
 *
 * <p>The file is read twice as a stream: once for what it says about the recording, which may stand
 * behind the entries, and once for the entries. Never more than one entry is in memory. A file is
 * hostile until proven otherwise: its size, the size of one entry and the depth of nesting are
 * bounded, and every error names its place.
 */
public final class HarImport {
  /** Longest file. */
  public static final long MOST_BYTES = 1L << 30;

  /** Most characters of one entry, or of another value in the log. */
  static final int ENTRY_CHARACTERS = 128 << 20;

  private static final int DEPTH = 64;
  private static final TypeAdapter<JsonElement> JSON = new Gson().getAdapter(JsonElement.class);

  /** Gives the ids of imported exchanges. */
  @FunctionalInterface
  public interface Naming {
    /**
     * The id for an exchange.
     *
     * @param stated the id that the file states, null if it states none
     */
    String id(@Nullable String stated);

    /** Keeps a stated id unless the recording has an exchange of that id already. */
    static Naming keeping(Ids ids, Recordings recordings) {
      return stated ->
          stated != null && recordings.exchange(stated).isEmpty() ? stated : ids.next();
    }
  }

  /**
   * What a file says about the recording as a whole.
   *
   * @param creator the tool that wrote it, with its version
   * @param app application id, null if it does not say or says several
   * @param appVersion its version, null if it does not say
   * @param device name or model of the device, null if it does not say
   * @param startedAtMillis start of the recording, UTC epoch milliseconds, null if it does not say
   * @param endedAtMillis its end, null if it does not say
   */
  public record Head(
      String creator,
      @Nullable String app,
      @Nullable String appVersion,
      @Nullable String device,
      @Nullable Long startedAtMillis,
      @Nullable Long endedAtMillis) {}

  /**
   * An imported exchange.
   *
   * @param exchange the exchange
   * @param context its circumstances, null unless the file is our own; the session's number is the
   *     one in the file
   * @param recipient who received it, null unless the file is our own
   * @param findings what was found in it, none unless the file is our own
   */
  public record Draft(
      Exchange exchange,
      @Nullable Context context,
      @Nullable Recipient recipient,
      List<Finding> findings) {
    public Draft {
      findings = List.copyOf(findings);
    }
  }

  /** Takes what was read, in the order of the file. */
  public interface Sink {
    void exchange(Draft draft);

    /** Takes something that the file says could not be seen, or leaves out. */
    void gap(Gap gap, @Nullable Context context);
  }

  /**
   * What was read.
   *
   * @param exchanges how many exchanges
   * @param skipped entries that are no exchanges with a server: {@code data:}, {@code blob:},
   *     extension pages
   */
  public record Result(Head head, long exchanges, long skipped) {}

  private final Path file;
  private final HarEntryReader entries;
  private final HarLogReader log;
  private final Sink sink;
  private long read;
  private long skipped;

  private HarImport(Path file, Limits limits, Ids ids, Naming naming, Sink sink) {
    this.file = file;
    this.sink = sink;
    entries = new HarEntryReader(limits, ids, naming);
    log = new HarLogReader();
  }

  /**
   * Reads a file.
   *
   * @param ids names connections, which HAR leaves anonymous
   * @throws HarException if it is no HAR, or beyond a limit; what was handed over before stands
   * @throws IOException if it cannot be read
   */
  public static Result read(Path file, Limits limits, Ids ids, Naming naming, Sink sink)
      throws IOException {
    Head head = head(file);
    HarImport harImport = new HarImport(file, limits, ids, naming, sink);
    harImport.scan(harImport::entry, harImport::value);
    return new Result(head, harImport.read, harImport.skipped);
  }

  /** What a file says about the recording, without its entries. */
  public static Head head(Path file) throws IOException {
    HarImport harImport =
        new HarImport(
            file,
            Limits.DEFAULT,
            new Ids(dev.telltale.util.Clock.SYSTEM),
            stated -> "",
            new Sink() {
              @Override
              public void exchange(Draft draft) {}

              @Override
              public void gap(Gap gap, @Nullable Context context) {}
            });
    harImport.scan((reader, number) -> reader.skipValue(), harImport.log::take);
    return harImport.log.head();
  }

  private interface Entry {
    void read(JsonReader reader, long number) throws IOException;
  }

  private interface Value {
    void take(String name, JsonElement value) throws IOException;
  }

  private void entry(JsonReader reader, long number) throws IOException {
    Members entry = Members.of(JSON.read(reader), "log.entries[" + number + "]");
    HarEntryReader.Entry made = entries.read(entry);
    if (made == null) {
      skipped++;
      return;
    }
    read++;
    sink.exchange(made.draft());
    made.gaps().forEach(gap -> sink.gap(gap, made.draft().context()));
  }

  private void value(String name, JsonElement value) throws IOException {
    if (name.equals("_gaps") || name.equals("_tlsErrors")) {
      for (HarLogReader.Unseen unseen : log.gaps(name, value)) {
        sink.gap(unseen.gap(), unseen.context());
      }
    }
  }

  /** Goes through the log, handing over each entry and each other member. */
  private void scan(Entry entry, Value value) throws IOException {
    long size = Files.size(file);
    if (size > MOST_BYTES) {
      throw new HarException(
          file + ": " + size + " octets (expected: at most " + MOST_BYTES + "); split the file");
    }
    try (Bounded text =
            new Bounded(
                new InputStreamReader(
                    new BufferedInputStream(Files.newInputStream(file), 1 << 16),
                    StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)));
        JsonReader reader = new JsonReader(text)) {
      reader.setNestingLimit(DEPTH);
      try {
        document(reader, text, entry, value);
      } catch (HarException e) {
        throw new HarException(file + ": " + e.getMessage(), e);
      } catch (CharacterCodingException e) {
        throw new HarException(
            file + ": not UTF-8 behind character " + text.total + " (expected: UTF-8)", e);
      } catch (IOException | JsonParseException | IllegalStateException e) {
        throw new HarException(
            file
                + ": no HAR: "
                + reason(e)
                + ", behind character "
                + text.total
                + " (expected: a JSON object with log.entries)",
            e);
      }
    }
  }

  /** What the parser says, without its advice to programmers. */
  private static String reason(Exception e) {
    return String.valueOf(e.getMessage())
        .replaceFirst("(?s)\nSee http.*", "")
        .replaceFirst(
            "Use JsonReader\\.set\\w+\\([^)]*\\) to accept malformed JSON", "not valid JSON");
  }

  private static void document(JsonReader reader, Bounded text, Entry entry, Value value)
      throws IOException {
    boolean found = false;
    reader.beginObject();
    while (reader.hasNext()) {
      if (!reader.nextName().equals("log")) {
        reader.skipValue();
        continue;
      }
      reader.beginObject();
      while (reader.hasNext()) {
        String name = reader.nextName();
        text.since = 0;
        if (name.equals("entries")) {
          found = true;
          reader.beginArray();
          for (long number = 0; reader.hasNext(); number++) {
            text.since = 0;
            entry.read(reader, number);
          }
          reader.endArray();
        } else {
          value.take(name, JSON.read(reader));
        }
      }
      reader.endObject();
    }
    reader.endObject();
    if (reader.peek() != JsonToken.END_DOCUMENT) {
      throw new HarException("text behind the end (expected: one JSON object)");
    }
    if (!found) {
      throw new HarException("log.entries: missing (expected: an array)");
    }
  }

  /** Counts characters, and stops when one value has too many. */
  private static final class Bounded extends FilterReader {
    private long total;
    private long since;

    Bounded(Reader in) {
      super(in);
    }

    @Override
    public int read(char[] buffer, int from, int count) throws IOException {
      int read = in.read(buffer, from, count);
      total += Math.max(read, 0);
      since += Math.max(read, 0);
      if (since > ENTRY_CHARACTERS) {
        throw new HarException(
            "a single entry is longer than "
                + ENTRY_CHARACTERS
                + " characters, behind character "
                + total
                + "; leave its body out");
      }
      return read;
    }
  }
}
