package dev.telltale.classify.rules;

import dev.telltale.classify.shape.Phones;
import dev.telltale.decode.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists that are personal data as a whole: the address book, the installed apps. */
final class Lists {
  private static final int FEWEST_APPS = 3;
  private static final Set<String> BOOKS =
      Set.of(
          "contacts",
          "contactlist",
          "addressbook",
          "phonebook",
          "phonecontacts",
          "contactslist",
          "mobilecontacts",
          "通讯录",
          "联系人",
          "txl",
          "tongxunlu",
          "lianxiren",
          "calllog",
          "friendslist",
          "contactsdata",
          "localcontacts",
          "devicecontacts",
          "contactinfos");
  private static final Set<String> NAMES =
      Set.of(
          "name",
          "displayname",
          "firstname",
          "lastname",
          "nickname",
          "n",
          "xm",
          "姓名",
          "fn",
          "contactname",
          "fullname",
          "givenname",
          "familyname");

  private Lists() {}

  /** Whether a name says that what it holds is an address book. */
  static boolean book(KeyName name) {
    return BOOKS.contains(name.full());
  }

  /** The names and numbers in an address book; empty if {@code array} is none. */
  static List<Node> contacts(Node array, KeyName name) {
    List<Node> leaves = new ArrayList<>();
    if (book(name)) {
      for (Node entry : array.children()) {
        if (entry.kind() == Node.Kind.OBJECT || entry.kind() == Node.Kind.TEXT) {
          leaves(entry, "", leaves, 0);
        }
      }
    }
    return leaves.stream().anyMatch(l -> Phones.written(l.text().strip())) ? leaves : List.of();
  }

  private static void leaves(Node node, String key, List<Node> into, int depth) {
    String own = node.name().isEmpty() ? key : Vocabulary.shipped().of(node.name()).name().full();
    if (node.kind() == Node.Kind.TEXT || node.kind() == Node.Kind.NUMBER) {
      String text = node.text().strip();
      if (!text.isEmpty()
          && (Phones.written(text) || (NAMES.contains(own) && PersonGates.personName(text)))) {
        into.add(node);
      }
    } else if (depth < 4) {
      for (Node child : node.children()) {
        leaves(child, own, into, depth + 1);
      }
    }
  }

  /**
   * The package names of a list, separated by commas; null if it is no list of apps. Packages of
   * one maker are modules of a program.
   */
  static @Nullable String packages(Node array) {
    List<Node> items = array.children();
    if (items.size() < FEWEST_APPS || !packageName(packageOf(items.get(0)))) {
      return null;
    }
    StringBuilder all = new StringBuilder();
    int packages = 0;
    Set<String> makers = new HashSet<>();
    for (Node item : items) {
      String name = packageOf(item);
      if (packageName(name)) {
        packages++;
        makers.add(name.substring(0, Math.max(name.indexOf('.', name.indexOf('.') + 1), 0)));
        all.append(all.length() == 0 ? "" : ",").append(name);
      }
    }
    return packages >= FEWEST_APPS
            && makers.size() >= FEWEST_APPS
            && packages * 5 >= items.size() * 4
        ? all.toString()
        : null;
  }

  private static String packageOf(Node item) {
    for (Node member : item.children()) {
      KeyName key = Vocabulary.shipped().of(member.name()).name();
      if (key.full().contains("package")
          || key.full().contains("pkg")
          || key.full().contains("bundle")) {
        return member.text();
      }
    }
    return item.text();
  }

  /**
   * A package name as stores require it: two dots or one behind a reversed top-level domain,
   * letters, digits and underscores (Android's application id rules).
   */
  private static boolean packageName(String text) {
    if (text.length() < 6 || text.length() > 100) {
      return false;
    }
    int dots = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.') {
        dots++;
        if (i == 0 || i == text.length() - 1 || text.charAt(i - 1) == '.') {
          return false;
        }
      } else if (!(c >= 'a' && c <= 'z')
          && !(c >= 'A' && c <= 'Z')
          && c != '_'
          && !(c >= '0' && c <= '9' && i > 0 && text.charAt(i - 1) != '.')) {
        return false;
      }
    }
    return dots >= 1
        && (dots >= 2
            || text.startsWith("com.")
            || text.startsWith("cn.")
            || text.startsWith("org."));
  }
}
