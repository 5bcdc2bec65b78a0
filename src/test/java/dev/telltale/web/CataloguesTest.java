package dev.telltale.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.telltale.model.Gap;
import dev.telltale.model.Outcome;
import dev.telltale.model.Phase;
import dev.telltale.util.Resources;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CataloguesTest {
  private static final Pattern SLOT = Pattern.compile("\\{\\w+}");
  private final JsonObject english = catalogue("en");
  private final JsonObject chinese = catalogue("zh");

  private static JsonObject catalogue(String language) {
    return JsonParser.parseString(Resources.text(Assets.class, language + ".json"))
        .getAsJsonObject();
  }

  @Test
  void bothLanguagesHaveTheSameKeysAndSlots() {
    assertThat(chinese.keySet()).isEqualTo(english.keySet());
    for (String key : english.keySet()) {
      assertThat(slots(chinese, key)).as(key).isEqualTo(slots(english, key));
      assertThat(chinese.get(key).getAsString()).as(key).isNotBlank();
    }
  }

  private static Set<String> slots(JsonObject catalogue, String key) {
    Set<String> slots = new TreeSet<>();
    Matcher matcher = SLOT.matcher(catalogue.get(key).getAsString());
    while (matcher.find()) {
      slots.add(matcher.group());
    }
    return slots;
  }

  @Test
  void everyWordOfTheModelHasALabel() {
    for (String phase : Phase.KNOWN) {
      assertThat(english.has("phase." + phase)).as(phase).isTrue();
    }
    for (Gap.Cause cause : Gap.Cause.values()) {
      assertThat(english.has("gap." + cause.id())).as(cause.id()).isTrue();
      assertThat(english.has("gap." + cause.id() + ".next")).as(cause.id()).isTrue();
    }
    for (Outcome outcome : Outcome.values()) {
      assertThat(english.has("outcome." + outcome.id())).as(outcome.id()).isTrue();
    }
  }

  @Test
  void everyKeyThatTheScriptsNameExists() {
    Pattern use = Pattern.compile("\\bt\\('([\\w.-]+)'");
    int uses = 0;
    for (String file : Assets.FILES) {
      if (file.endsWith(".js")) {
        Matcher matcher = use.matcher(Resources.text(Assets.class, file));
        while (matcher.find()) {
          uses++;
          String key = matcher.group(1);
          assertThat(english.has(key) || english.has(key + ".other"))
              .as(file + ": " + key)
              .isTrue();
        }
      }
    }
    assertThat(uses).isGreaterThan(100);
  }

  @Test
  void scriptsNeverTurnTextIntoMarkup() {
    Pattern sinks =
        Pattern.compile(
            "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|DOMParser|\\beval\\b"
                + "|new Function|setAttribute\\('on|javascript:|srcdoc");
    for (String file : Assets.FILES) {
      if (file.endsWith(".js")) {
        assertThat(sinks.matcher(Resources.text(Assets.class, file)).find()).as(file).isFalse();
      }
    }
  }
}
