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
 * @param dataDistance how vague the deciding statement's data type is, 0 (exact) to 1 (the root);
 *     null if none decides
 * @param entityDistance how vague its recipient is; null if none decides
 * @param statements the statements that decide, nearest first
 * @param nearest the nearest statement when none decides, null if there is none
 * @param competing a statement that speaks against the verdict, null if none does
 * @param reason the reason in words
 */
public record Judgement(
    Flow flow,
    Statement.Layer layer,
    Verdict verdict,
    @Nullable Double dataDistance,
    @Nullable Double entityDistance,
    List<Statement> statements,
    @Nullable Statement nearest,
    @Nullable Statement competing,
    String reason) {
  public Judgement {
    statements = List.copyOf(statements);
  }
}
