package dev.telltale.evidence;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.telltale.record.Query;
import dev.telltale.record.Recordings;
import dev.telltale.util.AtomicFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Findings, exchanges or gaps as comma-separated values (RFC 4180) that a spreadsheet opens without
 * harm: UTF-8 with BOM, every field quoted, and no field that a spreadsheet would take for a
 * formula (OWASP, "CSV Injection"): one that begins with {@code = + - @}, their full-width forms, a
 * tab or a line break gets an apostrophe in front, and control characters, which a terminal would
 * act upon, become their Unicode pictures. Exact values are in JSON Lines and HAR.
 */
public final class CsvExport {
  /** Characters at the start of a field that make a spreadsheet compute. */
  private static final String FORMULA = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

  private static final List<String> HEAD =
      List.of("time", "session", "device", "app", "attribution.confidence", "phase");

  private static final List<String> FINDINGS =
      List.of(
          "type",
          "kind",
          "value",
          "where",
          "encoding",
          "method",
          "rule",
          "confidence",
          "why",
          "recipient.host",
          "recipient.domain",
          "recipient.organisation",
          "recipient.party",
          "recipient.country",
          "request.method",
          "request.url",
          "request.protocol",
          "request.encrypted",
          "exchange");

  private static final List<String> EXCHANGES =
      List.of(
          "request.method",
          "request.url",
          "request.protocol",
          "request.encrypted",
          "status",
          "outcome",
          "failure",
          "requestBytes",
          "responseBytes",
          "requestSha256",
          "responseSha256",
          "durationMillis",
          "recipient.host",
          "recipient.domain",
          "recipient.organisation",
          "recipient.party",
          "recipient.country",
          "recipient.address",
          "tls.version",
          "tls.cipher",
          "tls.alpn",
          "tls.sni",
          "tls.ja4",
          "id");

  private static final List<String> GAPS =
      List.of("host", "cause", "count", "detail", "exchange", "connection");

  private CsvExport() {}

  /**
   * Writes the rows that a query selects to a file, as {@link AtomicFile} does. The columns are the
   * members of the JSON objects, {@code a.b} for a member of a member.
   *
   * @return how many rows, without the header line
   */
  public static long export(Recordings recordings, Query query, JsonLines.Rows rows, Path file)
      throws IOException {
    List<String> own =
        switch (rows) {
          case FINDINGS -> FINDINGS;
          case EXCHANGES -> EXCHANGES;
          case GAPS -> GAPS;
        };
    List<String> columns = java.util.stream.Stream.concat(HEAD.stream(), own.stream()).toList();
    long[] count = new long[1];
    AtomicFile.write(
        file,
        out -> {
          Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
          writer.append('\uFEFF').append(record(columns));
          JsonLines.each(
              recordings,
              query,
              rows,
              object -> {
                try {
                  writer.append(record(columns.stream().map(c -> field(object, c)).toList()));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
                count[0]++;
              });
          writer.flush();
        });
    return count[0];
  }

  private static String field(JsonObject object, String column) {
    JsonElement value = object;
    for (String name : column.split("\\.", -1)) {
      value = value.isJsonObject() ? value.getAsJsonObject().get(name) : null;
      if (value == null || value.isJsonNull()) {
        return "";
      }
    }
    if (value.isJsonArray()) {
      return StreamSupport.stream(value.getAsJsonArray().spliterator(), false)
          .map(JsonElement::getAsString)
          .collect(Collectors.joining(" > "));
    }
    return value.getAsString();
  }

  /** A line with its end. */
  static String record(List<String> fields) {
    return fields.stream().map(CsvExport::quoted).collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String quoted(String field) {
    StringBuilder text = new StringBuilder(field.length() + 8).append('"');
    if (!field.isEmpty() && FORMULA.indexOf(field.charAt(0)) >= 0) {
      text.append('\'');
    }
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '"') {
        text.append("\"\"");
      } else if (c < 0x20 && c != '\n') {
        text.append((char) (0x2400 + c));
      } else if (c == 0x7F) {
        text.append('\u2421');
      } else if (JsonLines.actsOnTerminals(c)) {
        text.append('\uFFFD');
      } else {
        text.append(c);
      }
    }
    return text.append('"').toString();
  }
}
