package dev.telltale.compare;

import dev.telltale.declare.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A verdict with its reasons: one flow against one declared layer.
 *
 * @param flow the flow
 * @param layer the layer
 * @param verdict the verdict
 * @param way the ways from the flow up to the nearest deciding statement, null if none decides
 * @param statements the statements that decide, nearest first
 * @param nearest the nearest statement when none decides, null if there is none
 * @param competing a statement that speaks against the verdict, null if none does
 * @param reason why
 * @param notes what a careful reader would want to know beside it
 * @param sayable whether the layer has a way to say this type of this recipient; if not, its
 *     silence means nothing
 */
public record Judgement(
    Flow flow,
    Statement.Layer layer,
    Verdict verdict,
    @Nullable Way way,
    List<Statement> statements,
    @Nullable Statement nearest,
    @Nullable Statement competing,
    Reason reason,
    List<Reason> notes,
    boolean sayable) {
  public Judgement {
    statements = List.copyOf(statements);
    notes = List.copyOf(notes);
  }

  /**
   * From what was sent up to what was said, in both ontologies.
   *
   * @param data from the leaf type to what the statement names; one step if it names the leaf
   * @param entity from the recipient to whom the statement names; one step if it names the
   *     recipient
   * @param dataDistance how vague the data is: 0 names the leaf, 1 would be the root
   * @param entityDistance how vague the recipient is, likewise (PoliCheck's vagueness score)
   */
  public record Way(
      List<String> data, List<String> entity, double dataDistance, double entityDistance) {
    public Way {
      data = List.copyOf(data);
      entity = List.copyOf(entity);
    }
  }

  /** The statement to quote first: the nearest that decides, else the nearest at all. */
  public @Nullable Statement quoted() {
    return statements.isEmpty() ? nearest : statements.get(0);
  }
}
