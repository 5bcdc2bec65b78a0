package dev.telltale.compare;

import dev.telltale.util.Csv;
import dev.telltale.util.Resources;
import java.util.List;
import java.util.Map;

/**
 * A clause that a finding can bear on. A finding bears on a clause; whether the clause was broken
 * is for people to say.
 *
 * @param id such as {@code R001}
 * @param code what must have been found, such as {@code PRE_CONSENT}
 * @param strength {@code direct} when traffic shows it, {@code indicative} when more evidence is
 *     needed, {@code none} when traffic shows nothing
 * @param evidence what is needed besides traffic
 * @param jurisdiction {@code CN}, {@code EU}, {@code US}, {@code US-CA} or {@code Store}
 * @param instrument the law, standard or policy
 * @param number its document number
 * @param clause the clause
 * @param gist what it says, in a line
 * @param inForce since when, as far as known
 * @param verified whether the clause's text was read; if not, it is quoted from memory or from a
 *     secondary source and shown as unverified
 */
public record Rule(
    String id,
    String code,
    String strength,
    String evidence,
    String jurisdiction,
    String instrument,
    String number,
    String clause,
    String gist,
    String inForce,
    boolean verified) {
  private static final List<Rule> SHIPPED =
      Csv.table(Resources.text(Rule.class, "rules.csv")).stream().map(Rule::of).toList();

  private static Rule of(Map<String, String> row) {
    return new Rule(
        row.getOrDefault("rule_id", ""),
        row.getOrDefault("finding_code", ""),
        row.getOrDefault("traffic_strength", ""),
        row.getOrDefault("evidence_needed_besides_traffic", ""),
        row.getOrDefault("jurisdiction", ""),
        row.getOrDefault("instrument", ""),
        row.getOrDefault("doc_no", ""),
        row.getOrDefault("clause", ""),
        row.getOrDefault("clause_gist", ""),
        row.getOrDefault("in_force", ""),
        "V-text".equals(row.get("verification")));
  }

  /** The rules that ship with the program. */
  public static List<Rule> shipped() {
    return SHIPPED;
  }
}
