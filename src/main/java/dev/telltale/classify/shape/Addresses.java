package dev.telltale.classify.shape;

import com.google.common.net.InternetDomainName;
import java.util.Locale;
import java.util.Set;

/** Addresses of people and machines. */
public final class Addresses {
  // RFC 2606 and RFC 6761 reserve these for documentation and tests.
  private static final Set<String> RESERVED = Set.of("example", "test", "invalid", "localhost");
  private static final Set<String> FILES =
      Set.of(
          "png", "jpg", "jpeg", "gif", "webp", "svg", "js", "css", "json", "html", "ico", "mp4",
          "pdf", "zip", "woff", "woff2", "ttf", "map", "xml");

  private Addresses() {}

  /**
   * A mailbox {@code local@domain}: an unquoted local part of at most 64 characters (RFC 5321
   * 4.5.3.1.1, atoms of RFC 5322 3.2.3), a domain of at least two labels of which the last is of
   * letters. Files such as {@code logo@2x.png} are not.
   */
  public static boolean email(String text) {
    int at = text.indexOf('@');
    if (at < 1 || at > 64 || at != text.lastIndexOf('@') || text.length() > 254) {
      return false;
    }
    for (int i = 0; i < at; i++) {
      if (!localPart(text.charAt(i))) {
        return false;
      }
    }
    if (text.charAt(0) == '.' || text.charAt(at - 1) == '.') {
      return false;
    }
    return domain(text.substring(at + 1));
  }

  /** The same, in a domain that is registrable under the public suffix list or reserved. */
  public static boolean mailbox(String text) {
    if (!email(text)) {
      return false;
    }
    String domain = text.substring(text.indexOf('@') + 1);
    String top = domain.substring(domain.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return RESERVED.contains(top) || InternetDomainName.from(domain).isUnderRegistrySuffix();
  }

  /** Whether a character may stand in an unquoted local part. */
  public static boolean localPart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '-'
        || c == '+'
        || c == '%'
        || c == '\''
        || c == '*'
        || c == '!'
        || c == '#'
        || c == '$';
  }

  /** Whether a character may stand in a host name. */
  public static boolean hostPart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '-';
  }

  /** Whether {@code text} is a host name under a public suffix. */
  public static boolean domainName(String text) {
    return text.indexOf('.') > 0
        && InternetDomainName.isValid(text)
        && InternetDomainName.from(text).isUnderRegistrySuffix();
  }

  private static boolean domain(String domain) {
    int dot = domain.lastIndexOf('.');
    if (dot < 1 || dot > domain.length() - 3 || domain.contains("..")) {
      return false;
    }
    for (int i = 0; i < domain.length(); i++) {
      if (!hostPart(domain.charAt(i))) {
        return false;
      }
    }
    String top = domain.substring(dot + 1).toLowerCase(Locale.ROOT);
    if (RESERVED.contains(top)) {
      return true;
    }
    if (FILES.contains(top) || Digits.all(top)) {
      return false;
    }
    char first = domain.charAt(0);
    if (first == '-' || first == '.') {
      return false;
    }
    return InternetDomainName.isValid(domain) && topLevel(top);
  }

  private static boolean topLevel(String top) {
    return top.chars().allMatch(c -> c >= 'a' && c <= 'z') || top.startsWith("xn--");
  }

  /**
   * An IPv4 address in dotted decimal: four octets without leading zeros (RFC 6943 3.1.1, strict
   * form).
   */
  public static boolean ipv4(String text) {
    int length = text.length();
    if (length < 7 || length > 15) {
      return false;
    }
    int octets = 0;
    int value = -1;
    int digits = 0;
    for (int i = 0; i <= length; i++) {
      char c = i < length ? text.charAt(i) : '.';
      if (c == '.') {
        if (digits == 0 || value > 255) {
          return false;
        }
        octets++;
        digits = 0;
        value = -1;
      } else if (c >= '0' && c <= '9' && digits < 3 && !(digits == 1 && value == 0)) {
        value = digits == 0 ? c - '0' : value * 10 + c - '0';
        digits++;
      } else {
        return false;
      }
    }
    return octets == 4;
  }

  /** An IPv6 address (RFC 4291 2.2), with a zone and brackets allowed around it. */
  public static boolean ipv6(String text) {
    String address =
        text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    int zone = address.indexOf('%');
    address = zone > 0 ? address.substring(0, zone) : address;
    if (address.length() < 2 || address.length() > 45) {
      return false;
    }
    int groups = 0;
    boolean gap = false;
    int i = 0;
    int n = address.length();
    if (address.startsWith("::")) {
      gap = true;
      i = 2;
    } else if (address.charAt(0) == ':') {
      return false;
    }
    while (i < n) {
      int from = i;
      while (i < n && Hex.is(address.charAt(i))) {
        i++;
      }
      if (i < n && address.charAt(i) == '.') {
        return ipv4(address.substring(from)) && (gap ? groups + 2 <= 7 : groups + 2 == 8);
      }
      if (i == from || i - from > 4) {
        return false;
      }
      groups++;
      if (i < n) {
        if (address.charAt(i) != ':') {
          return false;
        }
        i++;
        if (i < n && address.charAt(i) == ':') {
          if (gap) {
            return false;
          }
          gap = true;
          i++;
        } else if (i == n) {
          return false;
        }
      }
    }
    return gap ? groups <= 7 : groups == 8;
  }

  /** Either of the two. */
  public static boolean ip(String text) {
    return ipv4(text) || (text.indexOf(':') >= 0 && ipv6(text));
  }

  /** An address that says nothing: unspecified, broadcast. */
  public static boolean nullIp(String text) {
    return text.startsWith("0.")
        || text.equals("255.255.255.255")
        || text.equals("::")
        || text.equals("[::]");
  }

  /** The loopback address of either family. */
  public static boolean loopback(String text) {
    return text.startsWith("127.") || text.equals("::1") || text.equals("[::1]");
  }
}
