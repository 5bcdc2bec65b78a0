package dev.telltale;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The table of rooms: data flows to the right, and a room knows those on its left by their records
 * only.
 */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.telltale");

  /** Which rooms a room may import, beside model and util. */
  private static final Map<String, List<String>> MAY_IMPORT =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("util", List.of()),
              Map.entry("model", List.of()),
              Map.entry("tls", List.of()),
              Map.entry("intercept", List.of("tls")),
              Map.entry("decode", List.of()),
              Map.entry("classify", List.of("decode")),
              Map.entry("attribute", List.of()),
              Map.entry("locate", List.of()),
              Map.entry("session", List.of()),
              Map.entry("record", List.of()),
              Map.entry("demo", List.of("tls")),
              Map.entry("declare", List.of()),
              Map.entry("compare", List.of("declare")),
              Map.entry("evidence", List.of("record")),
              Map.entry("report", List.of("record", "compare", "declare")),
              Map.entry("web", List.of("record", "session"))));

  @TestFactory
  List<DynamicTest> roomsImportOnlyTheirLeft() {
    return MAY_IMPORT.entrySet().stream()
        .map(
            room ->
                DynamicTest.dynamicTest(
                    room.getKey(),
                    () -> {
                      String[] forbidden =
                          MAY_IMPORT.keySet().stream()
                              .filter(
                                  other ->
                                      !other.equals(room.getKey())
                                          && !other.equals("model")
                                          && !other.equals("util")
                                          && !room.getValue().contains(other))
                              .map(other -> "dev.telltale." + other + "..")
                              .toArray(String[]::new);
                      noClasses()
                          .that()
                          .resideInAPackage("dev.telltale." + room.getKey() + "..")
                          .should()
                          .dependOnClassesThat()
                          .resideInAnyPackage(forbidden)
                          .orShould()
                          .dependOnClassesThat()
                          .resideInAPackage("dev.telltale.cli..")
                          .because("a room knows the rooms on its left by their records only")
                          .allowEmptyShould(true)
                          .check(CLASSES);
                    }))
        .toList();
  }

  @Test
  void librariesStayInTheirRooms() {
    only(
        "network code stays where the relay is",
        List.of("intercept", "tls", "demo"),
        "io.netty..",
        "org.littleshoot..");
    only("SQL stays with the store", List.of("record"), "java.sql..", "org.sqlite..");
    only(
        "cryptographic formats stay with certificates and evidence",
        List.of("tls", "evidence"),
        "org.bouncycastle..");
    only("pages are served by one room", List.of("web"), "io.javalin..");
    only("commands are declared in one room", List.of("cli"), "picocli..");
  }

  private static void only(String because, List<String> rooms, String... libraries) {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            rooms.stream().map(r -> "dev.telltale." + r + "..").toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries)
        .because(because)
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineSpeaksToTheTerminal() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.telltale.cli..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .because("a library that prints or exits cannot be embedded")
        .check(CLASSES);
  }

  @Test
  void timeComesFromTheClock() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.telltale.util.Clock$1")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .because("tests set the time, and evidence has one source of it")
        .check(CLASSES);
  }

  @Test
  void theModelKnowsTheJdkOnly() {
    classes()
        .that()
        .resideInAnyPackage("dev.telltale.model..", "dev.telltale.util..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..", "org.jspecify..", "dev.telltale.model..", "dev.telltale.util..")
        .because("everyone depends on these two")
        .check(CLASSES);
  }

  @Test
  void noCycles() {
    slices().matching("dev.telltale.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
