package dev.telltale.web;

import dev.telltale.util.Resources;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** The dashboard's own files: a fixed list, read at the start, so that no path leads elsewhere. */
final class Assets {
  static final List<String> FILES =
      List.of(
          "app.css",
          "app.js",
          "api.js",
          "charts.js",
          "comparison.js",
          "dom.js",
          "i18n.js",
          "inspector.js",
          "parts.js",
          "sessions.js",
          "views.js",
          "en.json",
          "zh.json",
          "icon.svg");

  private final byte[] page = Resources.bytes(Assets.class, "index.html");
  private final String refusal =
      new String(Resources.bytes(Assets.class, "refused.html"), StandardCharsets.UTF_8);

  void register(RoutesConfig routes) {
    routes.get("/", ctx -> ctx.contentType("text/html; charset=utf-8").result(page));
    for (String file : FILES) {
      byte[] content = Resources.bytes(Assets.class, file);
      routes.get(
          "/assets/" + file,
          ctx -> {
            ctx.header("Cache-Control", "no-cache");
            ctx.contentType(type(file)).result(content);
          });
    }
  }

  /** The page for a browser that is turned away. */
  void refuse(Context ctx, Problem problem) {
    ctx.contentType("text/html; charset=utf-8")
        .result(refusal.replace("{{sentence}}", escaped(problem.sentence())));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String type(String file) {
    return switch (file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
      case "js" -> "text/javascript; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> "application/json; charset=utf-8";
    };
  }
}
