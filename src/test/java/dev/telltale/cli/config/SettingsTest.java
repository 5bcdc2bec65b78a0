package dev.telltale.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.telltale.cli.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void theShippedFileSaysTheDefaults() {
    Settings defaults = Settings.load(null, null, Map.of());
    Settings shipped = Settings.load(Path.of("config", "telltale.json"), null, Map.of());
    for (Setting setting : Settings.ALL) {
      assertThat(shipped.values().get(setting.key()).value())
          .as(setting.key())
          .isEqualTo(defaults.values().get(setting.key()).value());
      assertThat(shipped.origin(setting.key())).isEqualTo("config/telltale.json");
    }
  }

  @Test
  void theSchemaKnowsEverySettingAndNoOther() {
    JsonObject schema = JsonFile.object(Path.of("config", "telltale.schema.json"), 1 << 20);
    assertThat(schema.getAsJsonObject("properties").keySet())
        .containsExactlyInAnyOrderElementsOf(
            java.util.stream.Stream.concat(
                    java.util.stream.Stream.of("$schema"), Settings.ALL.stream().map(Setting::key))
                .toList());
  }

  @Test
  void f84_optionsWinOverVariablesOverFiles() throws IOException {
    Path user =
        file(
            "user.json",
            "{\"app\":\"user\",\"device\":\"user\",\"web\":\"user:1\",\"data\":\"user\"}");
    Path project =
        file("project.json", "{\"app\":\"project\",\"device\":\"project\",\"web\":\"project:1\"}");
    Settings settings =
        Settings.load(
            project, user, Map.of("TELLTALE_APP", "variable", "TELLTALE_DEVICE", "variable"));
    settings.option("app", "--app", "option");
    assertThat(settings.text("app")).isEqualTo("option");
    assertThat(settings.origin("app")).isEqualTo("--app");
    assertThat(settings.text("device")).isEqualTo("variable");
    assertThat(settings.origin("device")).isEqualTo("TELLTALE_DEVICE");
    assertThat(settings.text("web")).isEqualTo("project:1");
    assertThat(settings.text("data")).isEqualTo("user");
    assertThat(settings.origin("proxy")).isEqualTo("default");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"prxy\":\"x\"}|prxy|did you mean \"proxy\"",
        "{\"captureBytes\":\"many\"}|captureBytes|expected: a whole number",
        "{\"captureBytes\":-1}|captureBytes|expected: a whole number",
        "{\"captureBytes\":1.5}|captureBytes|expected: a whole number",
        "{\"intercept\":\"yes\"}|intercept|expected: true or false",
        "{\"passThrough\":\"*.bank.example\"}|passThrough|expected: a list of texts",
        "{\"devices\":[1]}|devices|expected: a list of objects",
        "[]|config.json|expected: {",
        "{\"proxy\":|config.json|not JSON"
      })
  void f84_badFilesAreRefusedWithOriginAndExpectation(String text, String named, String expected)
      throws IOException {
    Path bad = file("config.json", text);
    assertThatThrownBy(() -> Settings.load(bad, null, Map.of()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("config.json")
        .hasMessageContaining(named)
        .hasMessageContaining(expected);
  }

  @Test
  void f84_aByteOrderMarkAndCommentsAreRead() throws IOException {
    Path marked = file("config.json", "\uFEFF// mine\n{ /* here */ \"app\": \"com.fable\" }");
    assertThat(Settings.load(marked, null, Map.of()).text("app")).isEqualTo("com.fable");
  }

  @Test
  void f84_otherEncodingsAndHugeFilesAreRefused() throws IOException {
    Path latin =
        Files.write(
            folder.resolve("latin.json"),
            "{\"app\":\"caf\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Settings.load(latin, null, Map.of()))
        .hasMessageContaining("not UTF-8");
    Path huge = file("huge.json", "{\"app\":\"" + "x".repeat(2 << 20) + "\"}");
    assertThatThrownBy(() -> Settings.load(huge, null, Map.of()))
        .hasMessageContaining("expected: at most");
  }

  @Test
  void f84_aBadVariableNamesItself() {
    assertThatThrownBy(() -> Settings.load(null, null, Map.of("TELLTALE_INTERCEPT", "maybe")))
        .hasMessageContaining("TELLTALE_INTERCEPT")
        .hasMessageContaining("true or false");
  }

  @Test
  void listsInVariablesAreSeparatedByCommas() {
    Settings settings =
        Settings.load(null, null, Map.of("TELLTALE_ALLOW_CLIENT", "10.0.0.0/8, 192.168.0.0/16"));
    assertThat(settings.list("allowClient")).isEqualTo(List.of("10.0.0.0/8", "192.168.0.0/16"));
  }

  @Test
  void theHashFollowsTheValuesNotTheirOrigin() {
    Settings one = Settings.load(null, null, Map.of());
    Settings same = Settings.load(Path.of("config", "telltale.json"), null, Map.of());
    Settings other = Settings.load(null, null, Map.of("TELLTALE_APP", "com.fable"));
    assertThat(one.sha256()).isEqualTo(same.sha256()).isNotEqualTo(other.sha256());
  }
}
