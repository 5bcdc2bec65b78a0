package dev.telltale.classify.rules;

import dev.telltale.classify.shape.Models;
import dev.telltale.decode.Node;
import dev.telltale.model.Exchange;
import dev.telltale.model.Header;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which system the request came from, as far as it says. */
enum Platform {
  ANDROID,
  IOS,
  UNKNOWN;

  private static final Set<String> NAMES =
      Set.of(
          "platform",
          "os",
          "osname",
          "devicos",
          "deviceos",
          "deviceplatform",
          "systemname",
          "ostype",
          "plat",
          "osplatform",
          "clientos",
          "sdkplatform",
          "sdk");
  private static final Set<String> MODELS =
      Set.of("model", "devicemodel", "device_model", "machine", "hw_machine", "hwmodel");
  private static final int FIELDS = 2_000;

  static Platform of(Exchange exchange, List<Node> roots) {
    for (Header header : exchange.request().headers()) {
      if (header.name().equalsIgnoreCase("User-Agent")) {
        Platform named = named(header.value());
        if (named != UNKNOWN) {
          return named;
        }
      }
    }
    int[] left = {FIELDS};
    for (Node root : roots) {
      Platform said = said(root, left);
      if (said != UNKNOWN) {
        return said;
      }
    }
    return UNKNOWN;
  }

  private static Platform said(Node node, int[] left) {
    if (left[0]-- < 0) {
      return UNKNOWN;
    }
    if (node.kind() == Node.Kind.TEXT && MODELS.contains(node.name().lower()) && apple(node)) {
      return IOS;
    }
    if (node.kind() == Node.Kind.TEXT
        && !node.name().isEmpty()
        && NAMES.contains(Vocabulary.shipped().of(node.name()).name().full())) {
      Platform named = named(node.text());
      if (named != UNKNOWN) {
        return named;
      }
    }
    for (Node child : node.children()) {
      Platform said = said(child, left);
      if (said != UNKNOWN) {
        return said;
      }
    }
    return UNKNOWN;
  }

  /** Whether a model is one of Apple's identifiers: {@code iPhone14,5}. */
  private static boolean apple(Node node) {
    String text = node.text();
    return text.length() <= 12 && text.startsWith("iP") && Models.evident(text);
  }

  private static Platform named(String text) {
    if (text.length() > 1_000) {
      return UNKNOWN;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("android") || lower.contains("okhttp") || lower.contains("dalvik")) {
      return ANDROID;
    }
    if (lower.contains("iphone")
        || lower.contains("ipad")
        || lower.contains("cfnetwork")
        || lower.contains("darwin")
        || lower.equals("ios")
        || lower.startsWith("ios ")) {
      return IOS;
    }
    return UNKNOWN;
  }
}
