package dev.telltale.web;

import dev.telltale.record.RecordedExchange;
import dev.telltale.record.RecordedFinding;
import dev.telltale.record.RecordedGap;

/**
 * One line of JSON for each kind of row, the same as {@code telltale findings --json} and its
 * sisters print. Safe for any thread.
 */
public interface Rows {

  /** A finding as one JSON object. */
  String finding(RecordedFinding finding);

  /** The head of an exchange as one JSON object. */
  String exchange(RecordedExchange exchange);

  /** A gap as one JSON object. */
  String gap(RecordedGap gap);
}
