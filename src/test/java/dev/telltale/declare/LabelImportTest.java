package dev.telltale.declare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.util.Csv;
import dev.telltale.util.Resources;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A store's declaration of full size comes in without loss, and comes back from our own file. */
class LabelImportTest {
  private static final List<String> PURPOSES =
      List.of(
          "PSL_APP_FUNCTIONALITY",
          "PSL_ANALYTICS",
          "PSL_DEVELOPER_COMMUNICATIONS",
          "PSL_ADVERTISING",
          "PSL_FRAUD_PREVENTION_SECURITY",
          "PSL_PERSONALIZATION",
          "PSL_ACCOUNT_MANAGEMENT");

  @Test
  void aGoogleFormOf783Rows() {
    List<String> types = googleTypes();
    List<String> rows = new ArrayList<>();
    for (String type : types) {
      rows.add("PSL_DATA_TYPES_ALL," + type + ",true,MULTIPLE_CHOICE,\"One, two\"");
      String usage = "PSL_DATA_USAGE_RESPONSES:" + type + ":";
      for (String end : List.of("COLLECTED", "SHARED")) {
        rows.add(
            usage + "PSL_DATA_USAGE_COLLECTION_AND_SHARING,PSL_DATA_USAGE_ONLY_" + end + ",true,,");
      }
      rows.add(usage + "PSL_DATA_USAGE_EPHEMERAL,,false,,");
      rows.add(usage + "DATA_USAGE_USER_CONTROL,PSL_DATA_USAGE_USER_CONTROL_OPTIONAL,true,,");
      rows.add(usage + "DATA_USAGE_USER_CONTROL,PSL_DATA_USAGE_USER_CONTROL_REQUIRED,,,");
      for (String purpose : PURPOSES) {
        rows.add(usage + "DATA_USAGE_COLLECTION_PURPOSE," + purpose + ",true,,");
        rows.add(usage + "DATA_USAGE_SHARING_PURPOSE," + purpose + ",true,,");
      }
    }
    int unknown = 783 - rows.size();
    IntStream.range(0, unknown).forEach(i -> rows.add("PSL_QUESTION_OF_YEAR_" + i + ",,true,,x"));
    assertThat(rows).hasSize(783);
    Declaration label =
        read(
            "data_safety.csv",
            "Question ID (machine readable),Response ID (machine readable),Response value,"
                + "Answer requirement,Human-friendly question label\n"
                + String.join("\r\n", rows));
    assertThat(label.statements()).hasSize(types.size() * 2);
    assertThat(new TreeSet<>(label.statements().stream().map(Statement::term).toList()))
        .isEqualTo(new TreeSet<>(types));
    assertThat(label.statements())
        .allSatisfy(s -> assertThat(s.purposes()).hasSameSizeAs(PURPOSES));
    assertThat(label.warnings()).hasSize(unknown).allMatch(w -> w.contains("PSL_QUESTION_OF_YEAR"));
    comesBack(label);
  }

  private static List<String> googleTypes() {
    TreeSet<String> ids = new TreeSet<>();
    for (Map<String, String> row :
        Csv.table(Resources.text(dev.telltale.model.Taxonomy.class, "taxonomy.csv"))) {
      for (String id : row.getOrDefault("google_play_response_id", "").split(";")) {
        if (!id.isBlank()) {
          ids.add(id.strip());
        }
      }
    }
    return List.copyOf(ids);
  }

  @Test
  void appleFilesWithIdsOfNextYear() {
    Declaration store =
        read(
            "details.json",
            """
            {"data":[{"attributes":{"privacyDetails":{"privacyTypes":[
              {"identifier":"DATA_LINKED_TO_YOU","purposes":[{"identifier":"APP_FUNCTIONALITY",
                "dataCategories":[{"identifier":"LOCATION","dataTypes":["Precise Location","Aura"]}]}]},
              {"identifier":"DATA_DREAMT_OF_YOU","purposes":[]}]}}}]}
            """);
    assertThat(store.statements()).extracting(Statement::data).containsExactly("location.precise");
    assertThat(store.warnings())
        .anyMatch(w -> w.contains("Aura"))
        .anyMatch(w -> w.contains("DATA_DREAMT_OF_YOU"));
    comesBack(store);
    Declaration fastlane =
        read(
            "app_privacy_details.json",
            """
            [{"category":"EMAIL_ADDRESS","purposes":["ANALYTICS","CLAIRVOYANCE"],
              "data_protections":["DATA_LINKED_TO_YOU"]},
             {"category":"AURA","purposes":["ANALYTICS"],"data_protections":["DATA_LINKED_TO_YOU"]}]
            """);
    assertThat(fastlane.statements()).extracting(Statement::data).containsExactly("contact.email");
    assertThat(fastlane.warnings())
        .anyMatch(w -> w.contains("CLAIRVOYANCE"))
        .anyMatch(w -> w.contains("AURA"));
    comesBack(fastlane);
  }

  private static Declaration read(String name, String content) {
    return Declarations.read(
        name, content.getBytes(StandardCharsets.UTF_8), Declarations.Options.DEFAULT);
  }

  private static void comesBack(Declaration label) {
    Declaration again = read("declaration.json", Declarations.toFile(label));
    assertThat(again.statements()).isEqualTo(label.statements());
    assertThat(again.closed()).isEqualTo(label.closed());
  }
}
