package dev.telltale.web;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HttpStatus;
import io.javalin.http.SameSite;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What every request must pass before a handler sees it.
 *
 * <ol>
 *   <li>The {@code Host} names this server: a page of another name that was rebound to our address
 *       is turned away (421, RFC 9110 section 15.5.20).
 *   <li>No other site asks: {@code Sec-Fetch-Site} and {@code Origin} are this origin's, or absent
 *       because no browser asks. Another port of the same host is another origin, and {@code
 *       same-site} is not enough, because cookies do not tell ports apart.
 *   <li>A change of state carries JSON, which no HTML form can send.
 *   <li>The installation's token, or the cookie of a browser that was let in.
 * </ol>
 *
 * Nothing is ever shared across origins: there is no CORS. Every answer carries the headers that
 * keep captured text from being anything but text.
 */
final class Gate {
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
  private static final Set<String> SAFE = Set.of("GET", "HEAD");

  private final Access access;
  private final InetSocketAddress bound;
  private final Set<String> hosts = new HashSet<>();

  /**
   * @param bound the address that the server listens on
   */
  Gate(Access access, InetSocketAddress bound) {
    this.access = access;
    this.bound = bound;
    InetAddress address = bound.getAddress();
    allow(bound.getHostString());
    allow(literal(address));
    if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
      allow("localhost");
      allow("127.0.0.1");
      allow("[::1]");
    }
  }

  private void allow(String host) {
    hosts.add(host.toLowerCase(Locale.ROOT) + ":" + bound.getPort());
  }

  private static String literal(InetAddress address) {
    String text = address.getHostAddress();
    return text.indexOf(':') >= 0 ? "[" + text + "]" : text;
  }

  /** Name of the cookie; with the port, because browsers share cookies between ports. */
  String cookieName() {
    return "telltale-" + bound.getPort();
  }

  /** Checks a request; a {@link Problem} turns it away. */
  void admit(Context ctx) {
    protect(ctx);
    checkHost(ctx);
    checkOrigin(ctx);
    if (!SAFE.contains(ctx.req().getMethod())) {
      checkContent(ctx);
    }
    String ticket = ctx.path().equals("/") ? ctx.queryParam("token") : null;
    if (ticket != null) {
      redeem(ctx, ticket);
    } else if (!ctx.path().startsWith("/assets/") && !entitled(ctx)) {
      throw new Problem(
          401,
          "no valid token",
          "the cookie of an opened dashboard, or Authorization: Bearer with the installation's"
              + " token",
          "Open the address that `telltale start` printed. It works once, for one browser; each"
              + " start prints a new one.");
    }
  }

  private static void protect(Context ctx) {
    ctx.header("Content-Security-Policy", POLICY);
    ctx.header("X-Frame-Options", "DENY");
    ctx.header("X-Content-Type-Options", "nosniff");
    ctx.header("Referrer-Policy", "no-referrer");
    ctx.header("Cache-Control", "no-store");
    ctx.header("Cross-Origin-Resource-Policy", "same-origin");
    ctx.header("Cross-Origin-Opener-Policy", "same-origin");
    ctx.header("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
  }

  private void checkHost(Context ctx) {
    String host = ctx.header("Host");
    if (host == null || !known(host.toLowerCase(Locale.ROOT), ctx)) {
      throw new Problem(
          421,
          "Host: " + (host == null ? "missing" : host),
          String.join(" or ", hosts.stream().sorted().toList()),
          "Open the dashboard by the address that `telltale start` printed.");
    }
  }

  private boolean known(String host, Context ctx) {
    if (hosts.contains(host)) {
      return true;
    }
    // Bound to every interface: the address that this very connection came to is ours too.
    return bound.getAddress().isAnyLocalAddress()
        && host.equals(bracketed(ctx.req().getLocalAddr()) + ":" + bound.getPort());
  }

  private static String bracketed(String address) {
    return address.indexOf(':') >= 0 && !address.startsWith("[") ? "[" + address + "]" : address;
  }

  private void checkOrigin(Context ctx) {
    String site = ctx.header("Sec-Fetch-Site");
    String origin = ctx.header("Origin");
    boolean foreignSite = site != null && !site.equals("same-origin") && !site.equals("none");
    boolean opensPage =
        SAFE.contains(ctx.req().getMethod())
            && ctx.path().equals("/")
            && "navigate".equals(ctx.header("Sec-Fetch-Mode"));
    if ((foreignSite && !opensPage) || (origin != null && !ownOrigin(origin, ctx))) {
      throw new Problem(
          403,
          "request of another site" + (origin == null ? "" : ": " + origin),
          "a request of the dashboard itself",
          "Other sites cannot read a recording. Use the command line or the dashboard.");
    }
  }

  private boolean ownOrigin(String origin, Context ctx) {
    String lower = origin.toLowerCase(Locale.ROOT);
    return lower.startsWith("http://") && known(lower.substring(7), ctx);
  }

  private static void checkContent(Context ctx) {
    String type = ctx.header("Content-Type");
    if (type == null
        || !type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json")) {
      throw new Problem(
          403,
          "Content-Type: " + (type == null ? "missing" : type),
          "application/json",
          "Send the request's fields as JSON.");
    }
  }

  private boolean entitled(Context ctx) {
    return access.bearer(ctx.header("Authorization")) || access.browser(ctx.cookie(cookieName()));
  }

  private void redeem(Context ctx, String ticket) {
    String secret = access.redeem(ticket);
    if (secret != null) {
      Cookie cookie = new Cookie(cookieName(), secret);
      cookie.setPath("/");
      cookie.setHttpOnly(true);
      cookie.setSameSite(SameSite.STRICT);
      ctx.cookie(cookie);
    } else if (!entitled(ctx)) {
      throw new Problem(
          401,
          "this address was used before, or is of another run",
          "an unused address",
          "Use the browser that opened it first, or start Telltale again for a new one.");
    }
    ctx.redirect("/", HttpStatus.SEE_OTHER);
    ctx.skipRemainingHandlers();
  }
}
