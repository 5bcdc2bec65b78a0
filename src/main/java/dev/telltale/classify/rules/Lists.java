package dev.telltale.classify.rules;

import dev.telltale.classify.shape.Hex;
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
          "contactinfos",
          "contactlists",
          "addresslist",
          "phonecontact",
          "mobilecontact",
          "contactdata",
          "contactrecords",
          "usercontacts",
          "phonelist",
          "kontak",
          "kontakte",
          "contactos",
          "contatos",
          "contatti",
          "rubrica",
          "agenda",
          "kontakty",
          "kisiler",
          "rehber",
          "danhba",
          "контакты",
          "연락처",
          "연락처목록",
          "주소록",
          "電話帳",
          "連絡先",
          "通訊錄",
          "手机通讯录",
          "emergencycontacts",
          "jjlxr");
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
          "familyname",
          "dn",
          "nm",
          "nn",
          "nama",
          "nome",
          "nombre",
          "nom",
          "имя",
          "名前",
          "이름",
          "mc",
          "remark",
          "person");

  /** Top-level domains that package names of two parts begin with. */
  private static final Set<String> DOMAINS =
      Set.of(
          "com", "cn", "org", "net", "io", "me", "app", "id", "in", "de", "fr", "es", "it", "ru",
          "br", "jp", "kr", "co", "tv", "us", "uk", "nl", "pl", "se", "ph", "vn", "th", "my", "sg",
          "tw", "hk", "info");

  private Lists() {}

  /** Whether a name says that what it holds is an address book. */
  static boolean book(KeyName name) {
    return BOOKS.contains(name.full());
  }

  /**
   * The names and numbers in an address book; empty if {@code array} is none. Under a name that
   * says so one entry is enough; else there must be two, each with a name and a number and little
   * more.
   */
  static List<Node> contacts(Node array, KeyName name) {
    boolean book = book(name);
    if (!book && !entries(array)) {
      return List.of();
    }
    List<Node> leaves = new ArrayList<>();
    for (Node entry : array.children()) {
      if (entry.kind() == Node.Kind.OBJECT || entry.kind() == Node.Kind.TEXT) {
        leaves(entry, "", leaves, 0);
      }
    }
    for (Node leaf : leaves) {
      if (number(leaf.text().strip())) {
        return leaves;
      }
    }
    return List.of();
  }

  private static boolean number(String text) {
    return Phones.written(text) || !Hex.digest(text).isEmpty();
  }

  /** Whether all of an array are objects of a person's name, a number, and little more. */
  private static boolean entries(Node array) {
    int rows = 0;
    for (Node entry : array.children()) {
      List<Node> members = entry.children();
      if (entry.kind() != Node.Kind.OBJECT || members.size() < 2 || members.size() > 5) {
        return false;
      }
      boolean named = false;
      boolean numbered = false;
      for (Node member : members) {
        String text = member.text().strip();
        KeyName key = Vocabulary.shipped().of(member.name()).name();
        if (Words.business(key)) {
          return false;
        }
        named |= NAMES.contains(key.full()) && PersonGates.personName(text);
        Node only =
            member.kind() == Node.Kind.ARRAY && !member.children().isEmpty()
                ? member.children().get(0)
                : member;
        String number = only.text().strip();
        numbered |=
            Phones.chineseMobile(number)
                || !Hex.digest(number).isEmpty()
                || (Phones.written(number)
                    && Vocabulary.shipped().of(member.name()).proposes("contact.phone")
                    && Phones.valid(number));
      }
      if (!named || !numbered) {
        return false;
      }
      rows++;
    }
    return rows >= 2;
  }

  private static void leaves(Node node, String key, List<Node> into, int depth) {
    String own = node.name().isEmpty() ? key : Vocabulary.shipped().of(node.name()).name().full();
    if (node.kind() == Node.Kind.TEXT || node.kind() == Node.Kind.NUMBER) {
      String text = node.text().strip();
      if (!text.isEmpty()
          && (number(text)
              || ((NAMES.contains(own)
                      || (node.name().isEmpty()
                          ? false
                          : Vocabulary.shipped().of(node.name()).proposes("identity.name")))
                  && PersonGates.personName(text)))) {
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
   *
   * @param named whether the name of the list says that it is one of apps
   */
  static @Nullable String packages(Node array, boolean named) {
    List<Node> items = array.children();
    int fewest = named ? 2 : FEWEST_APPS;
    if (items.size() < fewest || !packageName(packageOf(items.get(0)))) {
      return null;
    }
    StringBuilder all = new StringBuilder();
    int packages = 0;
    Set<String> makers = new HashSet<>();
    for (Node item : items) {
      String name = packageOf(item);
      if (packageName(name)) {
        packages++;
        makers.add(maker(name));
        all.append(all.length() == 0 ? "" : ",").append(name);
      }
    }
    return packages >= fewest && makers.size() >= fewest && packages * 5 >= items.size() * 4
        ? all.toString()
        : null;
  }

  /** Whether a text is package names of several makers with separators between. */
  static boolean joined(String text) {
    Set<String> makers = new HashSet<>();
    int from = 0;
    int packages = 0;
    int others = 0;
    int n = text.length();
    for (int i = 0; i <= n; i++) {
      if (i == n || ",;|\n #".indexOf(text.charAt(i)) >= 0) {
        if (i > from) {
          String name = text.substring(from, i);
          if (packageName(name)) {
            packages++;
            makers.add(maker(name));
          } else {
            others++;
          }
        }
        from = i + 1;
      }
    }
    return packages >= 2 && makers.size() >= 2 && others * 2 <= packages;
  }

  private static String maker(String name) {
    int second = name.indexOf('.', name.indexOf('.') + 1);
    return second < 0 ? name : name.substring(0, second);
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
    int first = text.indexOf('.');
    boolean domain = first >= 2 && first <= 4 && !text.startsWith("www.");
    return dots >= 1
        && (dots >= 2 ? first >= 2 : domain && DOMAINS.contains(text.substring(0, first)));
  }
}
