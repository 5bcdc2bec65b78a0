package dev.telltale.classify.rules;

import dev.telltale.classify.rules.Surroundings.Field;
import java.util.Locale;

/**
 * Fields that say which advertising id stands beside them: {@code ifa_type} of IAB Tech Lab's
 * guidelines for identifiers on over-the-top devices, {@code idtype}, {@code didtype}.
 */
final class AdTypes {
  private AdTypes() {}

  /** The kind that a field named like {@code name} with {@code type} behind says; empty if none. */
  static String beside(KeyName name, Surroundings around) {
    for (Field field : around.fields()) {
      String full = field.proposals().name().full();
      boolean typed =
          full.equals(name.full() + "type") || full.equals("ifatype") || full.equals("didtype");
      if (typed && field.node().children().isEmpty()) {
        return kind(field.node().text().strip().toLowerCase(Locale.ROOT));
      }
    }
    return "";
  }

  private static String kind(String type) {
    return switch (type) {
      case "aaid", "gaid", "adid_android" -> "device.ad_id.gaid";
      case "idfa" -> "device.ad_id.idfa";
      // Roku, Fire OS, Samsung, Vizio, LG, Xbox.
      case "rida", "afai", "tifa", "vida", "lgudid", "msai" -> "device.ad_id";
      default -> "";
    };
  }
}
