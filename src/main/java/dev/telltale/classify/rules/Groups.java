package dev.telltale.classify.rules;

import dev.telltale.classify.rules.Surroundings.Field;
import dev.telltale.classify.rules.Vocabulary.Proposals;
import dev.telltale.classify.shape.MobileCodes;
import dev.telltale.decode.Node;
import java.util.List;

/** Finds what several values are together: points, networks, address books, lists of apps. */
final class Groups {
  private final Results results;

  Groups(Results results) {
    this.results = results;
  }

  /**
   * Finds points, and the networks of mcc and mnc, among fields that stand together.
   *
   * @param marks the marks of their own names
   * @param spoken the marks of the names that speak for them
   */
  void points(Surroundings around, int marks, int spoken) {
    boolean both = (marks & Proposals.LATITUDE) != 0 && (marks & Proposals.LONGITUDE) != 0;
    Field latitude = both ? around.proposing("lat") : null;
    Field longitude = both ? around.proposing("lon") : null;
    if (latitude != null && longitude != null && latitude != longitude) {
      Locations.Point point =
          Locations.point(latitude.node().text().strip(), longitude.node().text().strip());
      if (point != null && (point.decimals() > 0 || longer(point))) {
        results.take(latitude.node());
        results.take(longitude.node());
        results.add(
            latitude.node(),
            precision(point),
            point.observed(),
            List.of(),
            "location:pair",
            0.92,
            "the fields " + latitude.key() + " and " + longitude.key() + " are a point in range");
      }
    }
    if ((spoken & Proposals.POINT) != 0) {
      texts(around);
    }
    if ((spoken & Proposals.NETWORK) != 0) {
      networks(around);
    }
  }

  private void texts(Surroundings around) {
    for (Field field : around.fields()) {
      if (field.proposals().marked(Proposals.POINT) && field.node().kind() == Node.Kind.TEXT) {
        Locations.Point point = Locations.pair(field.node().text().strip());
        if (point != null && point.decimals() >= 2) {
          results.take(field.node());
          results.add(
              field.node(),
              precision(point),
              point.observed(),
              List.of(),
              "location:text",
              0.92,
              "the key " + field.key() + " says a location, and the value is a point in range");
        }
      }
    }
  }

  private void networks(Surroundings around) {
    Field mcc = around.proposing("mcc");
    Field mnc = around.proposing("mnc");
    // Beside the operator's name the two numbers say nothing more.
    Field named = mcc == null ? null : around.proposing("network.carrier");
    boolean told = named != null && !Nulls.is(named.node().text());
    if (mcc != null && mnc != null && !told) {
      String code = mcc.node().text().strip() + mnc.node().text().strip();
      if (mcc.node().text().strip().length() == 3 && MobileCodes.country(code)) {
        for (Field field : List.of(mcc, mnc)) {
          results.take(field.node());
          results.add(
              field.node(),
              "network.carrier",
              field.node().text().strip(),
              List.of(),
              "key:network.carrier:mcc and mnc",
              0.85,
              "mcc and mnc together are the network " + code + " (ITU-T E.212)");
        }
      }
    }
  }

  private static boolean longer(Locations.Point point) {
    return point.observed().length() > 12;
  }

  private static String precision(Locations.Point point) {
    return point.precise() ? "location.precise" : "location.coarse";
  }

  /** Judges an object or array as a whole: a point, an address book, a list of apps. */
  void structure(Field field) {
    Node node = field.node();
    if (node.kind() != Node.Kind.ARRAY) {
      return;
    }
    if (field.proposals().marked(Proposals.POINT)) {
      Locations.Point point = Locations.array(node);
      if (point != null && point.decimals() >= 2) {
        node.children().forEach(child -> results.take(child));
        results.add(
            node,
            precision(point),
            point.observed(),
            List.of(),
            "location:array",
            0.9,
            "the array " + field.key() + " is a point in range");
      }
    }
    if (field.proposals().marked(Proposals.ADDRESS_BOOK)) {
      for (Node leaf : Lists.contacts(node, field.proposals().name())) {
        results.take(leaf);
        results.add(
            leaf,
            "social.contacts",
            leaf.text().strip(),
            List.of(),
            "list:social.contacts",
            0.85,
            "an entry of the address book " + field.key());
      }
    }
    String apps = Lists.packages(node);
    if (apps != null) {
      node.children().forEach(child -> results.take(child));
      results.add(
          node,
          "activity.installed_apps",
          apps,
          List.of(),
          "list:activity.installed_apps",
          0.85,
          "a list of package names under " + field.key());
    }
  }
}
