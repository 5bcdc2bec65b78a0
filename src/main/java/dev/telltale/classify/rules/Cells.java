package dev.telltale.classify.rules;

import dev.telltale.classify.rules.Surroundings.Field;
import dev.telltale.classify.shape.Digits;
import dev.telltale.classify.shape.MobileCodes;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds cells of a mobile network: an area code and a cell's number beside each other, or both in
 * one text behind the network's code (3GPP TS 23.003 clauses 4.1 and 4.3, 19.6 for E-UTRA).
 */
final class Cells {
  private static final Set<String> AREAS =
      Set.of("lac", "tac", "lai", "areacode", "locationareacode", "trackingareacode", "gsmlac");
  private static final Set<String> CELLS =
      Set.of(
          "cid",
          "ci",
          "cellid",
          "cell",
          "cgi",
          "eci",
          "nci",
          "cellidentity",
          "gsmcid",
          "basestationid",
          "enb");
  private static final int MOST_PIECES = 12;

  private Cells() {}

  /** Adds the cell that the fields are, if they are one. */
  static void find(Surroundings around, Results results) {
    Field area = named(around, AREAS);
    Field cell = area == null ? null : named(around, CELLS);
    if (area == null || cell == null) {
      return;
    }
    Field mcc = around.proposing("mcc");
    Field mnc = around.proposing("mnc");
    String network = mcc == null || mnc == null ? "" : text(mcc) + "," + text(mnc) + ",";
    String value = network + text(area) + "," + text(cell);
    for (Field field : List.of(area, cell)) {
      results.take(field.node());
      results.add(
          field.node(),
          "network.cell",
          value,
          text(field),
          "key:network.cell:area and cell",
          0.88,
          "the fields " + area.key() + " and " + cell.key() + " name a cell (3GPP TS 23.003)");
    }
  }

  private static @Nullable Field named(Surroundings around, Set<String> names) {
    for (Field field : around.fields()) {
      String text = text(field);
      if (names.contains(field.proposals().name().full())
          && Digits.all(text)
          && text.length() <= 12
          && !text.equals("0")
          && !text.equals("-1")) {
        return field;
      }
    }
    return null;
  }

  private static String text(Field field) {
    return field.node().text().strip();
  }

  /** Whether a text is a network's code, an area and a cell: {@code 460,00,21119,150360847}. */
  static boolean joined(String text) {
    if (text.length() < 10 || text.length() > 80 || !MobileCodes.country(text)) {
      return false;
    }
    int numbers = 0;
    int from = 0;
    int pieces = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || ",_|:;-. #".indexOf(text.charAt(i)) >= 0) {
        numbers += i > from && Digits.all(text.substring(from, i)) ? 1 : 0;
        pieces++;
        from = i + 1;
      }
    }
    return numbers >= 4
        && pieces <= MOST_PIECES
        && Digits.all(text.substring(0, 3))
        && !Character.isDigit(text.charAt(3));
  }
}
