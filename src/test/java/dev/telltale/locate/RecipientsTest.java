package dev.telltale.locate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.util.Csv;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the shipped tables to what {@code docs/recipients.md} promises. */
class RecipientsTest {
  private static final Recipients SHIPPED = Recipients.shipped();

  @Test
  void rowsAreSortedDomains() {
    List<String> domains = new ArrayList<>(SHIPPED.rows().keySet());
    assertThat(domains).isSorted().hasSizeGreaterThan(1000);
    assertThat(domains)
        .allSatisfy(
            domain -> {
              assertThat(domain).matches("[a-z0-9-]+(\\.[a-z0-9-]+)+");
              assertThat(DomainName.of(domain).registered()).contains(".");
            });
  }

  @Test
  void noRowRepeatsTheOneAboveIt() {
    assertThat(SHIPPED.rows().values())
        .allSatisfy(
            row -> {
              Recipients.Row above =
                  SHIPPED.of(row.domain().substring(row.domain().indexOf('.') + 1));
              if (above != null) {
                assertThat(List.of(above.organisation(), "" + above.sdk(), "" + above.category()))
                    .as(row.domain())
                    .isNotEqualTo(List.of(row.organisation(), "" + row.sdk(), "" + row.category()));
              }
            });
  }

  @Test
  void organisationsAreSortedUsedAndHaveACountry() {
    assertThat(List.copyOf(SHIPPED.organisations().keySet())).isSorted();
    Set<String> used =
        SHIPPED.rows().values().stream()
            .map(Recipients.Row::organisation)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(SHIPPED.organisations().keySet()).containsExactlyElementsOf(used);
    assertThat(SHIPPED.organisations().values())
        .allSatisfy(
            organisation ->
                assertThat(Set.of(Locale.getISOCountries())).contains(organisation.country()));
  }

  @Test
  void infrastructureIsNoTracker() {
    assertThat(SHIPPED.rows().values())
        .filteredOn(Recipients.Row::infrastructure)
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row.category()).isIn("cdn", "cloud"));
    assertThat(SHIPPED.of("assets.cdnjs.cloudflare.com").category()).isEqualTo("cdn");
    assertThat(SHIPPED.of("bucket.s3.amazonaws.com").category()).isEqualTo("cloud");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Google Analytics for Firebase",
        "Google Mobile Ads",
        "Firebase Installations",
        "Firebase Crashlytics",
        "Facebook SDK",
        "Adjust",
        "AppsFlyer",
        "Branch",
        "Unity Ads",
        "AppLovin",
        "Amplitude",
        "Mixpanel",
        "Segment",
        "Sentry",
        "Bugsnag",
        "OneSignal",
        "Braze",
        "Umeng",
        "Sensors Analytics",
        "TalkingData",
        "GrowingIO",
        "ThinkingData",
        "Bugly",
        "MTA",
        "GDT",
        "Pangle",
        "Ocean Engine",
        "Kuaishou Ads",
        "Baidu Tongji",
        "Baidu Map",
        "Baidu Mobads",
        "AMap",
        "Tencent Location",
        "JPush",
        "Getui",
        "MiPush",
        "OneTrack",
        "HMS Core",
        "OPPO Push",
        "vivo Push",
        "MobTech",
        "Shuzilm",
        "Tongdun",
      })
  void everySdkThatAnAdapterKnowsHasAHost(String sdk) {
    assertThat(SHIPPED.rows().values()).anySatisfy(row -> assertThat(row.sdk()).isEqualTo(sdk));
  }

  @ParameterizedTest
  @CsvSource({
    "com.google.android.youtube, Google",
    "com.ss.android.ugc.aweme, ByteDance",
    "com.tencent.mm, Tencent",
    "com.tencentish.mm, ''",
  })
  void appsOfAnOrganisationAreKnownByPrefix(String app, String organisation) {
    String found = SHIPPED.organisationOfApp(app);
    assertThat(found == null ? "" : found).isEqualTo(organisation);
  }

  @Test
  void brokenRowsSayWhatIsWrong() {
    assertBroken("x.example,Nobody,,,general-knowledge", "Nobody", "organisations.csv");
    assertBroken("x.example,Acme,,tracker,general-knowledge", "tracker", "advertising");
    assertBroken("x.example,Acme,,,hearsay", "hearsay", "general-knowledge");
    assertBroken("x.example,Acme,,,", "source");
    assertBroken("x.example,Acme,,,general-knowledge\nx.example,Acme,,,general-knowledge", "twice");
  }

  private static void assertBroken(String rows, String... parts) {
    assertThatThrownBy(
            () ->
                new Recipients(
                    Csv.table("domain,organisation,sdk,category,source\n" + rows + "\n"),
                    Csv.table("organisation,country,apps\nAcme,DE,\n")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts);
  }
}
