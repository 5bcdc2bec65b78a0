package dev.telltale.classify.differential;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value that was seen at a place.
 *
 * @param exchange id of the exchange
 * @param session number of its session, one of the {@link Run}s
 * @param host who received it
 * @param where its place
 * @param value the text that stood there
 * @param encoding the chain of encodings from the wire inwards
 * @param start offset in the root part, or -1, as in {@link dev.telltale.model.Finding#start}
 * @param end the offset behind it, or -1
 * @param kind what another method says it is, null if none does
 */
public record Sighting(
    String exchange,
    long session,
    String host,
    String where,
    String value,
    List<String> encoding,
    int start,
    int end,
    @Nullable String kind) {
  public Sighting {
    encoding = List.copyOf(encoding);
  }
}
