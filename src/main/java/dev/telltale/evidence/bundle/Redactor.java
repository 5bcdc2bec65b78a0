package dev.telltale.evidence.bundle;

import dev.telltale.model.Observation;
import java.util.Map;

/**
 * Takes personal values out of what a redacted copy shows. Who knows which values those are, and
 * how to find them in every form, stands outside this room. Used by one thread at a time.
 */
public interface Redactor {

  /**
   * An exchange without personal values: with as many header lines, trailers and messages, and with
   * pseudonyms in place of values. What could not be cleaned is empty.
   */
  Redacted exchange(Observation observation);

  /** A text without personal values. */
  String text(String text);

  /** What stands for a value of a kind, the same throughout the case. */
  String pseudonym(String kind, String value);

  /**
   * A redacted exchange.
   *
   * @param observation the exchange
   * @param leftOut parts that were emptied ({@code request/body}, {@code messages/3}), with the
   *     reason
   */
  record Redacted(Observation observation, Map<String, String> leftOut) {
    public Redacted {
      leftOut = Map.copyOf(leftOut);
    }
  }
}
