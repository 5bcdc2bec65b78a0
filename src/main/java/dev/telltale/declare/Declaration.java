package dev.telltale.declare;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A declared policy as read from one file. Immutable.
 *
 * @param source name of the file
 * @param sha256 of its octets, lower-case hex
 * @param format what it was read as, in words a person knows ({@code Google Play Data safety CSV})
 * @param language {@code en} or {@code zh}
 * @param company whose declaration it is, if it was said or is written in it; null is the app's own
 * @param statements in the order of the text
 * @param closed the parts of the file in which silence means no
 * @param warnings what could not be read or was unknown, for people; a file of which nothing could
 *     be read has no statements and says why here
 */
public record Declaration(
    String source,
    String sha256,
    String format,
    String language,
    @Nullable String company,
    List<Statement> statements,
    List<ClosedScope> closed,
    List<String> warnings) {
  /**
   * Something that a closed source can express: what lies in it and has no positive statement of
   * the same layer, act and recipient is denied by it.
   *
   * @param layer of the label, manifest, list or table
   * @param act what it lists
   * @param recipient whose data it lists: {@code first-party}, {@code third-party} for everyone
   *     outside, or one company
   * @param types leaf types that it can express
   * @param quote the label's name, or the table's heading or row
   * @param start offset of the quote in the decoded file
   * @param end offset behind it
   */
  public record ClosedScope(
      Statement.Layer layer,
      Statement.Act act,
      String recipient,
      Set<String> types,
      String quote,
      int start,
      int end) {}

  /** The layers of its statements and closed parts. */
  public Set<Statement.Layer> layers() {
    Set<Statement.Layer> layers = EnumSet.noneOf(Statement.Layer.class);
    statements.forEach(s -> layers.add(s.layer()));
    closed.forEach(c -> layers.add(c.layer()));
    return layers;
  }
}
