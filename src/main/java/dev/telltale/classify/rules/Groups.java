package dev.telltale.classify.rules;

import dev.telltale.classify.rules.Surroundings.Field;
import dev.telltale.classify.rules.Vocabulary.Proposals;
import dev.telltale.classify.shape.Digits;
import dev.telltale.classify.shape.Hex;
import dev.telltale.classify.shape.MobileCodes;
import dev.telltale.decode.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Finds what several values are together: points, networks, address books, lists of apps. */
final class Groups {
  private final Results results;

  /** Collections of people in paths. */
  private static final Set<String> OWNERS =
      Set.of(
          "user",
          "users",
          "customer",
          "customers",
          "member",
          "members",
          "player",
          "players",
          "rider",
          "riders",
          "driver",
          "drivers",
          "patient",
          "patients",
          "passenger",
          "passengers",
          "profiles",
          "kunden",
          "nutzer",
          "benutzer",
          "clientes",
          "usuarios",
          "clients",
          "utilisateurs",
          "utenti",
          "pelanggan",
          "people",
          "uid");

  private static final int MOST_POINTS = 500;

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
    if ((marks & Proposals.LATITUDE) != 0
        && (marks & Proposals.LONGITUDE) != 0
        && !around.marked(Proposals.BUSINESS, 2)
        && !around.listed()) {
      pairs(around);
    }
    if ((spoken & Proposals.POINT) != 0) {
      texts(around);
    }
    if ((marks & Proposals.CELL) != 0) {
      Cells.find(around, results);
    }
    if ((spoken & Proposals.NETWORK) != 0) {
      networks(around);
    }
  }

  private void texts(Surroundings around) {
    for (Field field : around.fields()) {
      if (field.proposals().marked(Proposals.POINT)
          && field.node().kind() == Node.Kind.TEXT
          && !Words.business(field.proposals().name())) {
        Locations.Point point = Locations.pair(field.node().text().strip());
        if (point != null && point.decimals() >= (vague(field) ? 4 : 2)) {
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

  /**
   * Pairs latitudes with longitudes in their order. Each is a finding at its place, with the point
   * as its value.
   */
  private void pairs(Surroundings around) {
    List<Field> latitudes = new ArrayList<>();
    List<Field> longitudes = new ArrayList<>();
    for (Field field : around.fields()) {
      if (elsewhere(field.proposals().name())) {
        continue;
      }
      if (field.proposals().marked(Proposals.LATITUDE)) {
        latitudes.add(field);
      } else if (field.proposals().marked(Proposals.LONGITUDE)) {
        longitudes.add(field);
      }
    }
    for (int i = 0; i < Math.min(latitudes.size(), longitudes.size()); i++) {
      Field latitude = latitudes.get(i);
      Field longitude = longitudes.get(i);
      Locations.Point point =
          Locations.point(latitude.node().text().strip(), longitude.node().text().strip());
      if (point != null && (point.decimals() > 0 || longer(point))) {
        String why =
            "the fields " + latitude.key() + " and " + longitude.key() + " are a point in range";
        for (Field field : List.of(latitude, longitude)) {
          results.take(field.node());
          results.add(
              field.node(),
              precision(point),
              point.observed(),
              field.node().text().strip(),
              "location:pair",
              0.92,
              why);
        }
      }
    }
  }

  /** Whether a name says that the place is a business's, or where a journey goes. */
  private static boolean elsewhere(KeyName name) {
    for (String word : name.words()) {
      switch (word) {
        case "end", "dest", "destination", "dropoff", "drop", "target", "to" -> {
          return name.words().size() > 1;
        }
        default -> {}
      }
    }
    return Words.business(name);
  }

  /** Names of points on a screen as well as on a map. */
  private static boolean vague(Field field) {
    return switch (field.proposals().name().full()) {
      case "pos",
          "posi",
          "position",
          "point",
          "center",
          "centre",
          "xy",
          "coord",
          "coords",
          "lg",
          "lw",
          "ll" ->
          true;
      default -> false;
    };
  }

  /**
   * Finds a point in a message without names: two floating-point numbers as the first two fields,
   * as {@code google.type.LatLng} has them.
   */
  void unnamed(List<Node> nodes) {
    if (nodes.size() < 2
        || nodes.get(0).kind() != Node.Kind.NUMBER
        || nodes.get(1).kind() != Node.Kind.NUMBER
        || !nodes.get(0).name().text().equals("1")
        || !nodes.get(1).name().text().equals("2")) {
      return;
    }
    String first = nodes.get(0).text();
    String second = nodes.get(1).text();
    if (Notation.decimals(first) < 3 || Notation.decimals(second) < 3) {
      return;
    }
    Locations.Point point = Locations.point(first, second);
    if (point == null || (Math.abs(point.latitude()) < 1 && Math.abs(point.longitude()) < 1)) {
      return;
    }
    for (Node node : List.of(nodes.get(0), nodes.get(1))) {
      results.take(node);
      results.add(
          node,
          precision(point),
          point.observed(),
          node.text(),
          "location:unnamed",
          0.75,
          "two floating-point numbers in range are the first fields of a message, as in"
              + " google.type.LatLng");
    }
  }

  /** Finds what a text without a name holds, if it is a record or a card. */
  void unnamedText(Node node) {
    if (node.kind() == Node.Kind.TEXT) {
      Records.read(node, results);
    }
  }

  /** Finds the points of a track: an array of pairs of numbers. */
  private void track(Field field) {
    int left = MOST_POINTS;
    for (Node item : field.node().children()) {
      if (left-- == 0 || item.kind() != Node.Kind.ARRAY) {
        return;
      }
      Locations.Point point = Locations.array(item);
      if (point == null || point.decimals() < 4) {
        return;
      }
      results.add(
          item,
          precision(point),
          point.observed(),
          List.of(),
          "location:track",
          0.88,
          "the arrays in " + field.key() + " are points in range");
    }
  }

  /** Finds whose resource a path names: {@code /users/24398755/profile}. */
  void path(List<Node> segments) {
    for (int i = 1; i < segments.size(); i++) {
      Node node = segments.get(i);
      String text = node.text();
      if (!((Digits.all(text) && text.length() >= 5 && text.length() <= 20) || Hex.uuid(text))) {
        continue;
      }
      String before = segments.get(i - 1).text();
      if (before.length() <= 20 && OWNERS.contains(before.toLowerCase(Locale.ROOT))) {
        results.take(node);
        results.add(
            node,
            "account.user_id",
            text,
            List.of(),
            "path:account.user_id",
            0.8,
            "the path names one of the " + before);
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
      if (point != null && point.decimals() >= (vague(field) ? 4 : 2)) {
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
    if ((field.proposals().marked(Proposals.POINT) || field.proposals().proposes("track"))
        && !node.children().isEmpty()
        && node.children().get(0).kind() == Node.Kind.ARRAY) {
      track(field);
    }
    if (field.proposals().marked(Proposals.ADDRESS_BOOK)
        || (node.children().size() > 1 && !field.proposals().marked(Proposals.PERSON))) {
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
    String apps = Lists.packages(node, field.proposals().marked(Proposals.LIST));
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
