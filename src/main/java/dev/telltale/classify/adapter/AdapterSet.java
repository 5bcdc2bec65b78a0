package dev.telltale.classify.adapter;

import dev.telltale.classify.Detector;
import dev.telltale.decode.Decoded;
import dev.telltale.decode.Node;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.util.Hashes;
import dev.telltale.util.Resources;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** All adapters, found by host. Immutable, safe for any thread. */
public final class AdapterSet implements Detector {
  private static final int CIPHER_BLOCKS = 32;

  private final List<Adapter> adapters;
  private final Map<String, List<Adapter>> byDomain = new HashMap<>();
  private final List<Adapter> anywhere = new ArrayList<>();
  private final Presence presence;
  private final String version;

  private AdapterSet(List<Adapter> adapters, String version) {
    this.adapters = List.copyOf(adapters);
    this.version = version;
    this.presence = new Presence(adapters);
    for (Adapter adapter : adapters) {
      for (Adapter.Match match : adapter.matches()) {
        if (match.hosts().isEmpty()) {
          addOnce(anywhere, adapter);
        }
        for (String host : match.hosts()) {
          addOnce(byDomain.computeIfAbsent(host, h -> new ArrayList<>()), adapter);
        }
      }
    }
  }

  private static void addOnce(List<Adapter> list, Adapter adapter) {
    if (!list.contains(adapter)) {
      list.add(adapter);
    }
  }

  private static final class Shipped {
    private static final AdapterSet SET = read(shippedFiles(), UnaryOperator.identity());
  }

  /**
   * The adapters that ship with the program. They are read once, at the first call.
   *
   * @throws AdapterException if one is broken, which is a fault of the build
   */
  public static AdapterSet shipped() {
    return Shipped.SET;
  }

  /** The shipped files by name, in the order of {@code index.txt}. */
  static Map<String, String> shippedFiles() {
    Map<String, String> files = new java.util.LinkedHashMap<>();
    for (String name : Resources.text(Detector.class, "adapters/index.txt").split("\n")) {
      if (!name.isBlank()) {
        files.put(name, Resources.text(Detector.class, "adapters/" + name));
      }
    }
    return files;
  }

  /**
   * Adapters of other files.
   *
   * @param files name to text
   * @param hosts applied to every domain in them, so that tests need not use those of real
   *     companies
   * @throws AdapterException if one is broken
   */
  static AdapterSet read(Map<String, String> files, UnaryOperator<String> hosts) {
    List<Adapter> adapters = new ArrayList<>();
    StringBuilder all = new StringBuilder();
    files.forEach(
        (name, text) -> {
          adapters.add(AdapterReader.read(name, text, hosts));
          all.append(name).append('\n').append(text);
        });
    String version =
        Hashes.sha256Hex(all.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 12);
    return new AdapterSet(adapters, version);
  }

  List<Adapter> adapters() {
    return adapters;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public boolean bounded() {
    return true;
  }

  @Override
  public String name() {
    return "adapters";
  }

  @Override
  public List<Finding> detect(Exchange exchange, Decoded decoded) {
    List<Finding> findings = new ArrayList<>();
    for (Adapter adapter : of(exchange, presence.in(decoded.roots()))) {
      new Evaluation(exchange, decoded, adapter, findings).run();
    }
    return findings;
  }

  /**
   * Whether an adapter knows that what {@code exchange} carries is encrypted by its SDK: the body
   * itself or one of its fields, where the decoder found neither text nor structure in it.
   */
  public Optional<Undecodable> undecodable(Exchange exchange, Decoded decoded) {
    for (Adapter adapter : of(exchange, Set.of())) {
      for (Adapter.Encrypted encrypted : adapter.encrypted()) {
        String path = path(exchange.request().url());
        if (!encrypted.paths().isEmpty()
            && encrypted.paths().stream().noneMatch(p -> p.matches(path))) {
          continue;
        }
        if (applies(encrypted, exchange, decoded)) {
          return Optional.of(
              new Undecodable(
                  adapter.id(),
                  adapter.sdk(),
                  adapter.organisation(),
                  encrypted.data(),
                  encrypted.note(),
                  encrypted.source()));
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public Optional<String> sealed(Exchange exchange, Decoded decoded) {
    return undecodable(exchange, decoded).map(Undecodable::detail);
  }

  private static boolean applies(Adapter.Encrypted encrypted, Exchange exchange, Decoded decoded) {
    if (encrypted.places().isEmpty()) {
      if (encrypted.always()) {
        return exchange.request().body().sizeBytes() > 0;
      }
      return decoded.opaque()
          || decoded.roots().stream()
              .anyMatch(root -> root.where().startsWith("body:") && sealed(root));
    }
    for (Place place : encrypted.places()) {
      for (Node node : Evaluation.find(place, decoded.roots())) {
        if (encrypted.always()
            ? !Plausible.blank(node.text()) || node.kind() == Node.Kind.BYTES
            : decoded.opaqueFields().contains(node) || sealed(node)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Octets, or the base64 or hex of at least two cipher blocks, in which nothing was found. */
  private static boolean sealed(Node node) {
    if (!node.children().isEmpty()) {
      return false;
    }
    if (node.kind() == Node.Kind.BYTES) {
      return node.bytes().length >= CIPHER_BLOCKS;
    }
    String text = node.text();
    return text.length() >= CIPHER_BLOCKS * 4 / 3
        && text.chars()
            .allMatch(
                c -> (c < 0x80 && Character.isLetterOrDigit(c)) || "+/=-_\r\n".indexOf(c) >= 0);
  }

  /** Adapters of the receiver, and of what is present. */
  private List<Adapter> of(Exchange exchange, Set<String> present) {
    String url = exchange.request().url();
    String host = host(url);
    String path = path(url);
    String method = exchange.request().method();
    List<Adapter> found = new ArrayList<>();
    for (int at = 0; at >= 0; ) {
      for (Adapter adapter : byDomain.getOrDefault(host.substring(at), List.of())) {
        addIfFits(adapter, host, path, method, present, found);
      }
      int dot = host.indexOf('.', at);
      at = dot < 0 ? -1 : dot + 1;
    }
    if (!present.isEmpty()) {
      for (Adapter adapter : anywhere) {
        addIfFits(adapter, host, path, method, present, found);
      }
    }
    return found;
  }

  private static void addIfFits(
      Adapter adapter,
      String host,
      String path,
      String method,
      Set<String> present,
      List<Adapter> found) {
    if (found.contains(adapter)) {
      return;
    }
    for (Adapter.Match match : adapter.matches()) {
      if (present.containsAll(match.required()) && match.fits(host, path, method)) {
        found.add(adapter);
        return;
      }
    }
  }

  static String host(String url) {
    int from = url.indexOf("://");
    from = from < 0 ? 0 : from + 3;
    int end = from;
    while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    String authority = url.substring(from, end);
    int at = authority.lastIndexOf('@');
    String host = authority.substring(at + 1);
    int colon = host.lastIndexOf(':');
    if (colon > 0 && host.indexOf(']') < colon) {
      host = host.substring(0, colon);
    }
    host = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    return host.toLowerCase(Locale.ROOT);
  }

  static String path(String url) {
    int from = url.indexOf("://");
    from = url.indexOf('/', from < 0 ? 0 : from + 3);
    if (from < 0) {
      return "/";
    }
    int end = from;
    while (end < url.length() && "?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    return url.substring(from, end);
  }
}
