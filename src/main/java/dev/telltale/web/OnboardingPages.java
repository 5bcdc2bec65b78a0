package dev.telltale.web;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.telltale.model.Header;
import dev.telltale.model.LocalPages;
import dev.telltale.util.Resources;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page on which a phone is set up, and the files it needs: the CA certificate as {@code
 * /ca.pem}, {@code /ca.cer} and {@code /ca.mobileconfig}, {@code /proxy.pac}, a QR code of its own
 * address. It is served under {@code http://telltale.test/} through the proxy and on the proxy's
 * port directly, because people open it before the proxy is set. It holds no secret and nothing
 * recorded beyond "traffic of your address has arrived".
 *
 * <p>Pure and in memory; safe for any thread.
 */
public final class OnboardingPages implements LocalPages {
  private static final Pattern SLOT = Pattern.compile("\\{\\{([a-z]+:)?([A-Za-z0-9.]+)\\}\\}");
  private static final String PAGE = Resources.text(OnboardingPages.class, "onboarding.html");
  private static final byte[] STYLE = Resources.bytes(OnboardingPages.class, "onboarding.css");
  private static final byte[] SCRIPT = Resources.bytes(OnboardingPages.class, "onboarding.js");
  private static final Map<String, JsonObject> CATALOGUES =
      Map.of("en", catalogue("en"), "zh", catalogue("zh"));

  private final Certificate certificate;
  private final List<String> proxies;
  private final ToLongFunction<String> traffic;

  /**
   * @param certificate the CA certificate in DER
   * @param proxies proxy addresses that a phone may use, {@code host:port}, the likeliest first
   * @param traffic how many exchanges have come from an address, asked on network threads, so it
   *     answers from memory
   * @throws IllegalArgumentException if there is no proxy address
   */
  public OnboardingPages(byte[] certificate, List<String> proxies, ToLongFunction<String> traffic) {
    if (proxies.isEmpty()) {
      throw new IllegalArgumentException("proxy addresses: none (expected: host:port)");
    }
    this.certificate = new Certificate(certificate.clone());
    this.proxies = List.copyOf(proxies);
    this.traffic = traffic;
  }

  private static JsonObject catalogue(String language) {
    return JsonParser.parseString(
            Resources.text(OnboardingPages.class, "onboarding." + language + ".json"))
        .getAsJsonObject();
  }

  @Override
  public Answer answer(Question question) {
    if (!question.method().equals("GET") && !question.method().equals("HEAD")) {
      return text(405, "Only GET is served here.\n", "text/plain; charset=utf-8");
    }
    String path = question.path().split("[?#]", 2)[0];
    return switch (path) {
      case "/", "/index.html" -> page(question);
      case "/onboarding.css" -> bytes(STYLE, "text/css; charset=utf-8");
      case "/onboarding.js" -> bytes(SCRIPT, "text/javascript; charset=utf-8");
      case "/status.json" -> status(question);
      case "/ping" -> text(200, "ok\n", "text/plain; charset=utf-8");
      case "/ca.pem" -> file(certificate.pem(), "application/x-pem-file", "telltale-ca.pem");
      case "/ca.cer", "/ca.crt", "/ca.der" ->
          file(certificate.der(), "application/x-x509-ca-cert", "telltale-ca.cer");
      case "/ca.mobileconfig" ->
          // Not as an attachment: Safari offers to install a profile only when it opens it.
          bytes(certificate.mobileconfig(), "application/x-apple-aspen-config");
      case "/proxy.pac" -> text(200, pac(question), "application/x-ns-proxy-autoconfig");
      case "/qr.svg" ->
          text(200, new QrCode(address(question)).svg(address(question)), "image/svg+xml");
      default ->
          text(
              404,
              "Not here. The setup page is at / (http://" + HOST + "/ through the proxy).\n",
              "text/plain; charset=utf-8");
    };
  }

  private Answer status(Question question) {
    JsonObject json = new JsonObject();
    json.addProperty("throughProxy", question.throughProxy());
    json.addProperty("encrypted", question.encrypted());
    json.addProperty("traffic", traffic.applyAsLong(question.clientAddress()));
    return text(200, json + "\n", "application/json; charset=utf-8");
  }

  /** The proxy address that the phone used to get here if it is one of ours, else the likeliest. */
  private String proxy(Question question) {
    String host = header(question, "Host").toLowerCase(Locale.ROOT);
    return proxies.contains(host) ? host : proxies.get(0);
  }

  private String address(Question question) {
    return "http://" + proxy(question) + "/";
  }

  /** Proxy auto-configuration; without a way around the proxy, which would look like silence. */
  private String pac(Question question) {
    return "function FindProxyForURL(url, host) {\n  return \"PROXY "
        + proxy(question)
        + "\";\n}\n";
  }

  private Answer page(Question question) {
    String language = language(question);
    JsonObject catalogue = catalogue(language, CATALOGUES);
    String agent = header(question, "User-Agent").toLowerCase(Locale.ROOT);
    boolean ios = agent.contains("iphone") || agent.contains("ipad");
    boolean android = agent.contains("android");
    String proxy = proxy(question);
    int colon = proxy.lastIndexOf(':');
    Map<String, String> values =
        Map.ofEntries(
            Map.entry("lang", language.equals("zh") ? "zh-CN" : "en"),
            Map.entry("other", language.equals("zh") ? "en" : "zh"),
            Map.entry("proxy", question.throughProxy() ? "ok" : "no"),
            Map.entry("trust", question.encrypted() ? "ok" : "wait"),
            Map.entry("traffic", traffic.applyAsLong(question.clientAddress()) > 0 ? "ok" : "no"),
            Map.entry("host", escaped(proxy.substring(0, colon))),
            Map.entry("port", escaped(proxy.substring(colon + 1))),
            Map.entry("pac", escaped(address(question) + "proxy.pac")),
            Map.entry("address", escaped(address(question))),
            Map.entry("others", others(catalogue, proxy)),
            Map.entry("qr", new QrCode(address(question)).svg(address(question))),
            Map.entry("fingerprint", certificate.fingerprint()),
            Map.entry("ios", ios ? " main" : ""),
            Map.entry("android", android ? " main" : ""),
            Map.entry("iosOpen", ios ? " open" : ""),
            Map.entry("androidOpen", android ? " open" : ""));
    Answer answer = text(200, filled(catalogue, values), "text/html; charset=utf-8");
    List<Header> headers = new ArrayList<>(answer.headers());
    headers.add(
        new Header(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                + " connect-src 'self' https://"
                + HOST
                + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"));
    return new Answer(answer.status(), headers, answer.content());
  }

  private String others(JsonObject catalogue, String proxy) {
    List<String> others = proxies.stream().filter(other -> !other.equals(proxy)).toList();
    return others.isEmpty()
        ? ""
        : "<div><dt>"
            + escaped(catalogue.get("proxy.other").getAsString())
            + "</dt><dd>"
            + escaped(String.join(", ", others))
            + "</dd></div>";
  }

  private static JsonObject catalogue(String language, Map<String, JsonObject> catalogues) {
    JsonObject catalogue = catalogues.get(language);
    return catalogue == null ? new JsonObject() : catalogue;
  }

  /** {@code ?lang=}, else the first of our languages that the browser names. */
  private static String language(Question question) {
    if (question.path().contains("lang=zh")) {
      return "zh";
    }
    if (question.path().contains("lang=en")) {
      return "en";
    }
    for (String range : header(question, "Accept-Language").toLowerCase(Locale.ROOT).split(",")) {
      String tag = range.strip();
      if (tag.startsWith("zh") || tag.startsWith("en")) {
        return tag.substring(0, 2);
      }
    }
    return "en";
  }

  private static String header(Question question, String name) {
    for (Header header : question.headers()) {
      if (header.name().equalsIgnoreCase(name)) {
        return header.value();
      }
    }
    return "";
  }

  private static String filled(JsonObject catalogue, Map<String, String> values) {
    Matcher slots = SLOT.matcher(PAGE);
    StringBuilder page = new StringBuilder();
    while (slots.find()) {
      String kind = slots.group(1);
      String name = slots.group(2);
      String value =
          kind == null
              ? values.getOrDefault(name, "")
              : kind.equals("t:")
                  ? marked(catalogue.get(name).getAsString())
                  : steps(catalogue.getAsJsonArray(name));
      slots.appendReplacement(page, Matcher.quoteReplacement(value));
    }
    return slots.appendTail(page).toString();
  }

  private static String steps(JsonArray steps) {
    StringBuilder items = new StringBuilder();
    steps.forEach(step -> items.append("<li>").append(marked(step.getAsString())).append("</li>"));
    return items.toString();
  }

  /** A catalogue's text: {@code *menu path*} is strong, {@code `code`} is code. */
  private static String marked(String text) {
    return escaped(text)
        .replaceAll("`([^`]+)`", "<code>$1</code>")
        .replaceAll("\\*([^*]+)\\*", "<b>$1</b>");
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static Answer text(int status, String text, String type) {
    return new Answer(status, headers(type), text.getBytes(StandardCharsets.UTF_8));
  }

  private static Answer bytes(byte[] content, String type) {
    return new Answer(200, headers(type), content.clone());
  }

  private static Answer file(byte[] content, String type, String name) {
    List<Header> headers = new ArrayList<>(headers(type));
    headers.add(new Header("Content-Disposition", "attachment; filename=\"" + name + "\""));
    return new Answer(200, headers, content);
  }

  private static List<Header> headers(String type) {
    return List.of(
        new Header("Content-Type", type),
        new Header("Cache-Control", "no-store"),
        new Header("X-Content-Type-Options", "nosniff"),
        new Header("Referrer-Policy", "no-referrer"));
  }
}
