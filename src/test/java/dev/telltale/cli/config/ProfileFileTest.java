package dev.telltale.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.model.DeviceProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileFileTest {
  @TempDir Path folder;

  private DeviceProfile read(String text) throws IOException {
    return ProfileFile.read(Files.writeString(folder.resolve("profile.json"), text));
  }

  @Test
  void theShippedExampleReads() {
    DeviceProfile profile = ProfileFile.read(Path.of("config", "device-profile.json"));
    assertThat(profile.device()).isEqualTo("pixel-7");
    assertThat(profile.values()).containsKeys("device.imei", "contact.phone", "location.precise");
  }

  @Test
  void aTextStandsForAListOfOne() throws IOException {
    assertThat(read("{\"values\":{\"device.imei\":\"356938035643809\"}}").values())
        .containsEntry("device.imei", List.of("356938035643809"));
  }

  @Test
  void mistakesAreNamedWithASuggestion() {
    assertThatThrownBy(() -> read("{\"values\":{\"device.imie\":[\"x\"]}}"))
        .hasMessageContaining("device.imie")
        .hasMessageContaining("did you mean \"device.imei\"");
    assertThatThrownBy(() -> read("{\"vaules\":{}}"))
        .hasMessageContaining("did you mean \"values\"");
    assertThatThrownBy(() -> read("{\"values\":{\"device.imei\":[356938035643809]}}"))
        .hasMessageContaining("write numbers in quotes");
    assertThatThrownBy(() -> ProfileFile.read(folder.resolve("none.json")))
        .hasMessageContaining("no such file");
  }
}
