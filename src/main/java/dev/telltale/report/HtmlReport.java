package dev.telltale.report;

import dev.telltale.util.Resources;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The report as one HTML file that needs no network and runs no script: the answer first, then what
 * it rests on, then what could not be seen. It states what was observed and which clause that bears
 * on; it judges nothing.
 *
 * <p>The page is a template with a place for each part, such as {@code {{answer}}}; another one can
 * be given. What is put in is escaped where it was captured or declared, whatever the template.
 */
public final class HtmlReport {
  private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*([a-z]+)\\s*}}");

  private HtmlReport() {}

  /** The report in {@code en} or {@code zh}, in the shipped template. */
  public static String of(ReportData data, String language) {
    return of(data, language, Resources.text(HtmlReport.class, "report.html"));
  }

  /**
   * The report in a template of the caller's.
   *
   * @throws IllegalArgumentException naming a place that the template asks for and that there is
   *     not
   */
  public static String of(ReportData data, String language, String template) {
    Words words = Words.of(language);
    Map<String, Supplier<String>> parts = new LinkedHashMap<>();
    parts.put("lang", words::language);
    parts.put("title", () -> new Html().text(words.say("title", data.app())).toString());
    parts.put("style", () -> Resources.text(HtmlReport.class, "report.css"));
    parts.put("answer", () -> new FrontPage(data, words).write());
    parts.put("matrix", () -> new Charts(data, words).matrix());
    parts.put("verdicts", () -> new VerdictPages(data, words).write());
    parts.put("checklist", () -> new ChecklistPage(data, words).write());
    parts.put("recipients", () -> new Charts(data, words).recipients());
    parts.put("timeline", () -> new Charts(data, words).timeline());
    parts.put("findings", () -> new BackPages(data, words).findings());
    parts.put("gaps", () -> new BackPages(data, words).gaps());
    parts.put("method", () -> new BackPages(data, words).method());
    StringBuilder page = new StringBuilder(template.length() + (1 << 16));
    Matcher place = PLACE.matcher(template);
    int from = 0;
    while (place.find()) {
      Supplier<String> part = parts.get(place.group(1));
      if (part == null) {
        throw new IllegalArgumentException(
            place.group() + " (expected: one of " + parts.keySet() + ")");
      }
      page.append(template, from, place.start()).append(part.get());
      from = place.end();
    }
    return page.append(template, from, template.length()).toString();
  }
}
