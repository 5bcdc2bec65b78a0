package dev.telltale.report;

import dev.telltale.compare.Reason;
import dev.telltale.model.Recipient;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** What the parts of a report have in common: the data, the words and the markup. */
abstract class Part {
  final ReportData data;
  final Words words;
  final Html html = new Html();

  Part(ReportData data, Words words) {
    this.data = data;
    this.words = words;
  }

  String label(String id) {
    return Reason.label(id, words.language());
  }

  static String who(Recipient recipient) {
    return recipient.organisation() == null
        ? recipient.domain()
        : recipient.organisation() + " (" + recipient.domain() + ")";
  }

  String phase(String phase) {
    String key = "phase." + phase;
    return words.keys().contains(key) ? words.say(key) : phase;
  }

  String party(String party) {
    return words.say("party." + party);
  }

  static String time(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** The name of a country of ISO 3166-1 in the reader's language. */
  String country(String code) {
    String name =
        new Locale.Builder()
            .setRegion(code.matches("[A-Za-z]{2}") ? code : "ZZ")
            .build()
            .getDisplayCountry(Locale.forLanguageTag(words.language()));
    return name.isEmpty() || name.equals(code) ? code : name + " (" + code + ")";
  }

  void header(String... keys) {
    html.open("thead").open("tr");
    for (String key : keys) {
      html.element("th scope=\"col\"", words.say(key));
    }
    html.close("tr").close("thead");
  }
}
