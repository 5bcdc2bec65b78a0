package dev.telltale.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void wideCharactersKeepColumnsAligned() {
    Table table = new Table("APP", "DATA");
    table.row("com.fable", "x");
    table.row("寓言天气", "y");
    assertThat(table.lines())
        .containsExactly("APP        DATA", "─────────  ────", "com.fable  x", "寓言天气   y");
  }

  @Test
  void f60_terminalEscapesAndBidirectionalOverridesBecomeText() {
    Table table = new Table("URL");
    table.row("\u001b]0;owned\u0007 \u202Egnp.exe \u009b31m\r\n");
    assertThat(table.lines().get(2))
        .isEqualTo("\\u001b]0;owned\\u0007 \\u202egnp.exe \\u009b31m\\u000d\\u000a");
  }

  @Test
  void longCellsAreCutWithAnEllipsis() {
    Table table = new Table("VALUE");
    table.row("x".repeat(500));
    assertThat(Table.width(table.lines().get(2))).isEqualTo(60);
    assertThat(table.lines().get(2)).endsWith("…");
  }
}
