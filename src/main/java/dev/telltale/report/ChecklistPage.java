package dev.telltale.report;

import dev.telltale.compare.Checklist;
import dev.telltale.compare.Checklist.State;
import dev.telltale.model.TesterEvidence;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The eight issues, with what speaks for each, what could not be seen, and a tester's evidence. */
final class ChecklistPage extends Part {
  /** Bigger pictures stay in the recording, so that the report can be mailed. */
  private static final int MOST_PICTURE = 400_000;

  ChecklistPage(ReportData data, Words words) {
    super(data, words);
  }

  String write() {
    html.element("h2", words.say("checklist.title"));
    html.element("p class=\"note\"", words.say("checklist.note"));
    html.open("div class=\"wide\"").open("table class=\"checklist\"");
    header("number", "issue", "state", "basis", "unseen");
    html.open("tbody");
    for (Checklist.Row row : data.subject().checklist().rows()) {
      html.open("tr").element("td class=\"number\"", String.valueOf(row.issue().number()));
      html.open("th scope=\"row\"").text(label("issue." + row.issue().id()));
      if (!words.language().equals("zh")) {
        html.raw("<br>").element("span class=\"note\" lang=\"zh\"", row.issue().chinese());
      }
      html.close("th");
      html.open("td")
          .element(
              "span class=\"mark " + tone(row.state()) + "\"", label("state." + row.state().name()))
          .close("td");
      html.open("td");
      basis(row);
      html.close("td");
      html.element("td class=\"number\"", String.valueOf(row.gaps())).close("tr");
    }
    html.close("tbody").close("table").close("div");
    return html.toString();
  }

  private static String tone(State state) {
    return switch (state) {
      case PROVEN -> "bad";
      case SUPPORTED -> "fair";
      default -> "open";
    };
  }

  private void basis(Checklist.Row row) {
    if (!row.basis().isEmpty()) {
      html.open("ul");
      row.basis().stream()
          .limit(8)
          .forEach(
              basis ->
                  html.open("li")
                      .text(basis.what().say(words.language()) + " ")
                      .element(
                          "span class=\"note\"",
                          basis.exchanges().isEmpty() ? "" : basis.exchanges().get(0))
                      .close("li"));
      html.close("ul");
      if (row.basis().size() > 8) {
        html.element("p class=\"note\"", words.say("more.basis", row.basis().size() - 8));
      }
    }
    row.evidence().forEach(this::evidence);
    row.needed()
        .forEach(
            need ->
                html.element("p class=\"note\"", words.say("needed", need.say(words.language()))));
  }

  private void evidence(TesterEvidence evidence) {
    html.open("div class=\"evidence\"")
        .element("p", words.say("tester", time(evidence.atMillis())) + " " + evidence.text());
    if (evidence.name() != null) {
      html.element("p class=\"note\"", evidence.name() + " · SHA-256 " + evidence.sha256());
      String type = picture(evidence.content());
      if (type != null && evidence.content().length <= MOST_PICTURE) {
        html.raw(
            "<img alt=\"\" src=\"data:"
                + type
                + ";base64,"
                + Base64.getEncoder().encodeToString(evidence.content())
                + "\">");
      }
    }
    html.close("div");
  }

  /** The media type of a picture that its first octets show it to be; null if it is none. */
  static @Nullable String picture(byte[] content) {
    if (content.length > 8 && content[0] == (byte) 0x89 && content[1] == 'P' && content[2] == 'N') {
      return "image/png";
    }
    if (content.length > 3 && content[0] == (byte) 0xFF && content[1] == (byte) 0xD8) {
      return "image/jpeg";
    }
    return null;
  }
}
