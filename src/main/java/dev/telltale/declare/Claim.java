package dev.telltale.declare;

import dev.telltale.declare.DataPhrases.Found;
import dev.telltale.declare.Statement.Act;
import dev.telltale.declare.Statement.Sign;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one verb of a sentence says: who does what with which data for whom. Data or recipients may
 * still be missing, when a list that follows gives them. Not thread-safe.
 */
final class Claim {
  Act act = Act.COLLECT;
  Sign sign = Sign.POSITIVE;
  String actor = Statement.FIRST_PARTY;

  /** Ids or names of who obtains the data, with the words that said so. */
  Map<String, String> recipients = new LinkedHashMap<>();

  List<Found> data = new ArrayList<>();

  /** What is excepted: the opposite sign. */
  List<Found> except = new ArrayList<>();

  List<String> purposes = List.of();
  @Nullable String condition;
  double confidence = 0.9;

  /** Whether its object is "it", "this information", 上述信息: the data named before. */
  boolean pointsBack;

  /** Whether a verb said so that may mean no more than a look on the device. */
  boolean accessOnly;

  /** Whether it denies that data looked at on the device is sent away. */
  boolean localOnly;

  /** A copy without data, for the items of a list that it leads in. */
  Claim frame() {
    Claim frame = new Claim();
    frame.act = act;
    frame.sign = sign;
    frame.actor = actor;
    frame.recipients = new LinkedHashMap<>(recipients);
    frame.condition = condition;
    frame.confidence = confidence - 0.03;
    return frame;
  }
}
