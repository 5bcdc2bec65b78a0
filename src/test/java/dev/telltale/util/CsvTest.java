package dev.telltale.util;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {
  @Test
  void quotesMarksAndLineBreaksAreKept() {
    assertThat(Csv.parse("\uFEFFa,b\r\n\"x, \"\"y\"\"\nz\",\n\n,"))
        .isEqualTo(List.of(List.of("a", "b"), List.of("x, \"y\"\nz", ""), List.of("", "")));
  }

  @Test
  void shortRowsHaveEmptyFields() {
    assertThat(Csv.table("k,v\n1").get(0)).containsEntry("k", "1").containsEntry("v", "");
  }
}
