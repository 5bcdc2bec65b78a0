package dev.telltale.classify;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.telltale.decode.StandardDecoder;
import dev.telltale.model.DeviceProfile;
import dev.telltale.model.Finding;
import dev.telltale.model.Taxonomy;
import dev.telltale.util.Limits;
import dev.telltale.util.Resources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Precision and recall on fixtures that were written for this repository after the documentation of
 * SDKs and the conventions of apps; every value in them is invented.
 */
class FixturesTest {
  private final Classifier classifier =
      Classifier.create(new StandardDecoder(Limits.DEFAULT), List.of(), Limits.DEFAULT);

  @ParameterizedTest
  @ValueSource(strings = {"sdk", "apps", "general"})
  void findsWhatIsThereAndNothingElse(String file) throws Exception {
    Map<String, CompiledProfile> phones = new HashMap<>();
    for (DeviceProfile phone :
        CorpusProfiles.parse(Resources.text(getClass(), "fixtures/profiles.json"))) {
      phones.put(phone.device(), classifier.compile(phone));
    }
    CompiledProfile nobody = classifier.compile(DeviceProfile.EMPTY);
    List<String> missed = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    int right = 0;
    for (String line : Resources.text(getClass(), "fixtures/" + file + ".jsonl").split("\n")) {
      JsonObject json = JsonParser.parseString(line).getAsJsonObject();
      CompiledProfile phone =
          json.has("profile") ? phones.get(json.get("profile").getAsString()) : nobody;
      assertThat(phone).as("profile of %s", json.get("id")).isNotNull();
      Classification result = classifier.classify(CorpusRun.exchange(json), phone);
      assertThat(result.gaps()).as("%s", json.get("id")).isEmpty();
      Set<Finding> matched = new HashSet<>();
      for (JsonElement label : json.getAsJsonArray("labels")) {
        boolean found = false;
        for (Finding finding : result.findings()) {
          if (matches(label.getAsJsonObject(), finding)) {
            matched.add(finding);
            found = true;
          }
        }
        if (found) {
          right++;
        } else {
          missed.add(json.get("id").getAsString() + " " + label);
        }
      }
      for (Finding finding : result.findings()) {
        if (!matched.contains(finding) && scored(finding)) {
          wrong.add(json.get("id").getAsString() + " " + finding);
        }
      }
    }
    double recall = (double) right / (right + missed.size());
    double precision = (double) right / (right + wrong.size());
    assertThat(recall).as("recall; missed: %s", missed).isGreaterThanOrEqualTo(0.98);
    assertThat(precision).as("precision; wrong: %s", wrong).isGreaterThanOrEqualTo(0.99);
  }

  /** Credentials and settings are found too, but the fixtures do not label them. */
  private static boolean scored(Finding finding) {
    return !finding.type().startsWith("auth.")
        && !finding.kind().equals("device.settings")
        && !finding.kind().equals("device.fingerprint");
  }

  private static boolean matches(JsonObject label, Finding finding) {
    Set<String> accepted = new HashSet<>(Set.of(label.get("type").getAsString()));
    if (label.get("accept") instanceof JsonArray more) {
      more.forEach(a -> accepted.add(a.getAsString()));
    }
    Taxonomy.Kind kind = Taxonomy.shipped().kinds().get(finding.kind());
    assertThat(kind).as("kind of %s", finding).isNotNull();
    String value = plain(label.get("value_found").getAsString());
    boolean same =
        plain(finding.value()).equals(value)
            || plain(finding.observed()).equals(value)
            || (finding.type().startsWith("location.")
                && finding.observed().contains(label.get("value_found").getAsString()));
    return accepted.contains(kind.corpusLabel())
        && (same || finding.where().equals(label.get("where").getAsString()));
  }

  private static String plain(String text) {
    return text.replaceAll("[\\s:\"'-]", "").toLowerCase(Locale.ROOT);
  }

  @Test
  void everyKindThatHasRulesHasAFixture() throws Exception {
    Set<String> labelled = new HashSet<>();
    for (String file : List.of("sdk", "apps", "general")) {
      for (String line : Resources.text(getClass(), "fixtures/" + file + ".jsonl").split("\n")) {
        JsonObject json = JsonParser.parseString(line).getAsJsonObject();
        for (JsonElement label : json.getAsJsonArray("labels")) {
          labelled.add(label.getAsJsonObject().get("type").getAsString());
        }
      }
    }
    Set<String> missing = new HashSet<>();
    for (Taxonomy.Kind kind : Taxonomy.shipped().kinds().values()) {
      missing.add(kind.corpusLabel());
    }
    missing.removeAll(labelled);
    assertThat(missing)
        .as("kinds without a fixture")
        .isSubsetOf("token", "password", "device_settings", "drm_id", "fingerprint");
  }
}
