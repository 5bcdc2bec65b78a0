package dev.telltale;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Lists of what a foreign conformance suite says about us, checked in, so that a change of any case
 * is a change that somebody reads. {@code mvn test -Dtelltale.golden=write -Dtest=…} writes them
 * anew.
 */
public final class Golden {
  private Golden() {}

  /**
   * Holds lines against the list of that name in {@code src/test/resources/dev/telltale}.
   *
   * @param name path of the list below that folder
   * @param lines what the suite said, in the suite's order
   */
  public static void check(String name, List<String> lines) throws IOException {
    Path list = Path.of("src", "test", "resources", "dev", "telltale").resolve(name);
    if ("write".equals(System.getProperty("telltale.golden"))) {
      Files.createDirectories(list.getParent());
      Files.writeString(list, String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
    }
    assertThat(lines)
        .as("against %s; -Dtelltale.golden=write takes the new list over", list)
        .containsExactlyElementsOf(Files.readAllLines(list, StandardCharsets.UTF_8));
  }
}
