package dev.telltale.attribute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.model.Attribution;
import dev.telltale.model.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttributorTest {
  private static Connection connection(String entry, String credential) {
    return new Connection(
        "1", 0, entry, "127.0.0.1", 1, credential, "a.example", 443, null, null, null);
  }

  @Test
  void aCredentialIsCertain() {
    assertThat(Attributor.attribute(connection("proxy", "com.fable.weather@pixel")))
        .isEqualTo(new Attribution("com.fable.weather", "proxy-credential", "certain"));
    assertThat(Attributor.attribute(connection("socks", "com.fable.weather")).method())
        .isEqualTo("socks-credential");
    assertThat(Attributor.credential("com.fable.weather@pixel").device()).isEqualTo("pixel");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "@pixel", "com.fable@", "<script>", "com fable", ".fable"})
  void whatIsNoApplicationIdAttributesNothing(String userName) {
    assertThat(Attributor.credential(userName)).isNull();
    assertThat(Attributor.attribute(connection("proxy", userName))).isEqualTo(Attribution.NONE);
  }
}
