package dev.telltale.declare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.telltale.util.Resources;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DeclarationsTest {
  private static Declaration read(String name, String content) {
    return read(name, content.getBytes(StandardCharsets.UTF_8));
  }

  private static Declaration read(String name, byte[] content) {
    return Declarations.read(name, content, Declarations.Options.DEFAULT);
  }

  private static Declaration resource(String name) {
    return read(name, Resources.bytes(DeclarationsTest.class, "labels/" + name));
  }

  @Test
  void googlePlayTicksBecomeStatements() {
    Declaration label = resource("data_safety.csv");
    assertThat(label.format()).isEqualTo("Google Play Data safety CSV");
    assertThat(label.statements())
        .extracting(Statement::act, Statement::data, Statement::term, Statement::purposes)
        .containsExactly(
            tuple(Statement.Act.COLLECT, "contact.email", "PSL_EMAIL", List.of("account", "comms")),
            tuple(Statement.Act.COLLECT, "device", "PSL_DEVICE_ID", List.of("analytics")),
            tuple(Statement.Act.SHARE, "device", "PSL_DEVICE_ID", List.of("ads-third")));
    assertThat(label.statements().get(1).covers()).contains("device.imei", "device.ad_id");
    assertThat(label.statements().get(1).covers()).doesNotContain("device.basic");
    assertThat(label.closed()).hasSize(2);
    assertThat(label.warnings())
        .anyMatch(w -> w.contains("PSL_HOLOGRAMS"))
        .anyMatch(w -> w.contains("PSL_NEW_QUESTION_OF_NEXT_YEAR"));
  }

  @Test
  void everyTypeOfTheFormIsKnown() {
    StringBuilder csv =
        new StringBuilder(
            "Question ID (machine readable),Response ID (machine readable),Response value,"
                + "Answer requirement,Human-friendly question label\n");
    List<String> types =
        List.of(
            "NAME",
            "EMAIL",
            "USER_ACCOUNT",
            "ADDRESS",
            "PHONE",
            "RACE_ETHNICITY",
            "POLITICAL_RELIGIOUS",
            "SEXUAL_ORIENTATION_GENDER_IDENTITY",
            "OTHER_PERSONAL",
            "CREDIT_DEBIT_BANK_ACCOUNT_NUMBER",
            "PURCHASE_HISTORY",
            "CREDIT_SCORE",
            "OTHER",
            "APPROX_LOCATION",
            "PRECISE_LOCATION",
            "WEB_BROWSING_HISTORY",
            "EMAILS",
            "SMS_CALL_LOG",
            "OTHER_MESSAGES",
            "PHOTOS",
            "VIDEOS",
            "AUDIO",
            "MUSIC",
            "OTHER_AUDIO",
            "HEALTH",
            "FITNESS",
            "CONTACTS",
            "CALENDAR",
            "CRASH_LOGS",
            "PERFORMANCE_DIAGNOSTICS",
            "OTHER_PERFORMANCE",
            "FILES_AND_DOCS",
            "USER_INTERACTION",
            "IN_APP_SEARCH_HISTORY",
            "APPS_ON_DEVICE",
            "USER_GENERATED_CONTENT",
            "OTHER_APP_ACTIVITY",
            "DEVICE_ID");
    for (String type : types) {
      csv.append("PSL_DATA_TYPES_X,PSL_").append(type).append(",true,MULTIPLE_CHOICE,\"A, B\"\n");
      for (String end : List.of("COLLECTED", "SHARED")) {
        csv.append("PSL_DATA_USAGE_RESPONSES:PSL_").append(type);
        csv.append(":PSL_DATA_USAGE_COLLECTION_AND_SHARING,PSL_DATA_USAGE_ONLY_").append(end);
        csv.append(",true,MULTIPLE_CHOICE,label\n");
      }
    }
    Declaration label = read("data_safety_export.csv", csv.toString());
    assertThat(label.warnings()).isEmpty();
    assertThat(label.statements()).hasSize(types.size() * 2);
    assertThat(label.statements()).allMatch(s -> !s.covers().isEmpty());
  }

  @Test
  void privacyManifestInBothForms() {
    Declaration xml = resource("PrivacyInfo.xcprivacy");
    assertThat(xml.statements())
        .extracting(Statement::data, Statement::purposes)
        .containsExactly(
            tuple("device", List.of("analytics", "ads-third")),
            tuple("location.coarse", List.of("service")),
            tuple("diag.logs", List.of("service")));
    assertThat(xml.warnings())
        .singleElement()
        .asString()
        .contains("NSPrivacyCollectedDataTypeBody");
    Declaration binary =
        read(
            "PrivacyInfo.xcprivacy",
            Base64.getMimeDecoder()
                .decode(Resources.text(DeclarationsTest.class, "labels/manifest.bplist.base64")));
    assertThat(binary.statements())
        .extracting(Statement::data)
        .isEqualTo(xml.statements().stream().map(Statement::data).toList());
  }

  @Test
  void manifestOfAnotherCompanyKeepsItsOwner() {
    Declaration sdk =
        Declarations.read(
            "PrivacyInfo.xcprivacy",
            Resources.bytes(DeclarationsTest.class, "labels/PrivacyInfo.xcprivacy"),
            new Declarations.Options(null, "Lumetrics"));
    assertThat(sdk.company()).isEqualTo("Lumetrics");
  }

  @Test
  void appStoreDetailsAndFastlane() {
    Declaration store = resource("privacy-details.json");
    assertThat(store.format()).isEqualTo("App Store privacy details");
    assertThat(store.statements())
        .extracting(Statement::data, Statement::purposes)
        .containsExactly(
            tuple("contact.email", List.of("service")), tuple("device", List.of("ads-third")));
    Declaration fastlane = resource("app_privacy_details.json");
    assertThat(fastlane.format()).isEqualTo("fastlane app privacy details");
    assertThat(fastlane.statements())
        .extracting(Statement::data, Statement::purposes)
        .containsExactly(
            tuple("finance.account_number", List.of("service")),
            tuple("activity.ad_events", List.of("ads-third")));
    Declaration none =
        read("app_privacy_details.json", "[{\"data_protections\":[\"DATA_NOT_COLLECTED\"]}]");
    assertThat(none.statements()).isEmpty();
    assertThat(none.closed()).hasSize(1);
  }

  @Test
  void ownFormatGivesBackWhatWasRead() {
    Declaration policy =
        read("policy.txt", "We collect your email address. We share it with advertisers.");
    Declaration again = read("policy.json", Declarations.toFile(policy));
    assertThat(again.statements()).isEqualTo(policy.statements());
    Declaration label = resource("data_safety.csv");
    Declaration labelAgain = read("label.json", Declarations.toFile(label));
    assertThat(labelAgain.statements()).isEqualTo(label.statements());
    assertThat(labelAgain.closed()).isEqualTo(label.closed());
  }

  @Test
  void ownFormatSaysWhichStatementIsWrong() {
    Declaration bad =
        read(
            "d.json",
            "{\"telltale\":\"declaration/1\",\"statements\":[{\"data\":\"device.imie\"},"
                + "{\"data\":\"device.imei\",\"act\":\"take\"},{\"data\":\"device.imei\"}]}");
    assertThat(bad.statements()).hasSize(1);
    assertThat(bad.warnings())
        .anyMatch(w -> w.contains("statement 1") && w.contains("device.imie"))
        .anyMatch(w -> w.contains("statement 2") && w.contains("expected: collect, share"));
  }

  @Test
  void lineHasTheFieldsOfTheContract() {
    Declaration policy =
        read("policy.html", "<p>We collect advertising identifiers to show ads.</p>");
    JsonObject line =
        JsonParser.parseString(Declarations.toJson(policy.statements().get(0))).getAsJsonObject();
    assertThat(line.keySet())
        .contains(
            "source",
            "layer",
            "closure",
            "lang",
            "actor",
            "act",
            "sign",
            "data",
            "term",
            "recipient",
            "purposes",
            "condition",
            "quote",
            "start",
            "end",
            "confidence");
    assertThat(line.get("layer").getAsString()).isEqualTo("prose");
    assertThat(line.get("closure").getAsString()).isEqualTo("open");
    assertThat(line.get("sign").getAsString()).isEqualTo("+");
    assertThat(line.get("data").getAsString()).isEqualTo("device.ad_id");
    assertThat(line.get("recipient").getAsString()).isEqualTo("first-party");
  }

  @Test
  void offsetsFindTheQuoteInTheFile() {
    for (String file : List.of("en/tune-1.txt", "zh/tune-1.txt")) {
      for (LabelledPolicies policy :
          LabelledPolicies.parse(Resources.text(DeclarationsTest.class, file))) {
        for (Statement s : read(policy.name(), policy.text()).statements()) {
          if (s.layer() == Statement.Layer.PROSE && !policy.name().endsWith(".html")) {
            assertThat(policy.text().substring(s.start(), s.end())).isEqualTo(s.quote());
          }
          assertThat(s.start()).isBetween(0, s.end());
          assertThat(s.end()).isLessThanOrEqualTo(policy.text().length());
        }
      }
    }
  }

  @Test
  void htmlOffsetsAreThoseOfTheSource() {
    String html =
        "<html><body><p>Hello &amp; welcome.</p><p>We collect your <b>IP&nbsp;address</b>.</p></body></html>";
    Statement s = read("p.html", html).statements().get(0);
    assertThat(s.quote()).isEqualTo("We collect your IP address.");
    assertThat(html.substring(s.start(), s.end())).startsWith("We collect").endsWith(".");
  }

  @Test
  void rootsSayNothing() {
    assertThat(
            read("p.txt", "We collect personal information. We never sell your data.").statements())
        .isEmpty();
    assertThat(read("p.txt", "我们会收集您的个人信息，不会出售您的个人信息。").statements()).isEmpty();
  }

  @Test
  void sameTextSameStatements() {
    byte[] bytes = Resources.bytes(DeclarationsTest.class, "zh/tune-1.txt");
    assertThat(read("p.txt", bytes)).isEqualTo(read("p.txt", bytes));
  }

  @Test
  void gb18030IsReadAsChinese() {
    Declaration policy = read("p.txt", "我们会收集您的手机号码和设备序列号。".getBytes(Charset.forName("GB18030")));
    assertThat(policy.statements())
        .extracting(Statement::data)
        .containsExactly("contact.phone", "device.serial");
  }

  @Test
  void f92_emptyTextSaysSo() {
    assertThat(read("p.txt", "").warnings()).singleElement().asString().contains("empty");
    assertThat(read("p.txt", " \n ").warnings()).singleElement().asString().contains("white space");
  }

  @Test
  void f92_pdfSaysWhatToDo() {
    assertThat(read("p.pdf", "%PDF-1.7 …").warnings())
        .singleElement()
        .asString()
        .contains(".txt or .html");
  }

  @Test
  void f92_otherLanguageIsNotGuessed() {
    Declaration russian =
        read("p.txt", "Мы собираем ваш адрес электронной почты и IP-адрес. ".repeat(20));
    assertThat(russian.statements()).isEmpty();
    assertThat(russian.warnings())
        .singleElement()
        .asString()
        .contains("neither English nor Chinese");
  }

  @Test
  void f92_scriptsAreNotRead() {
    Declaration page =
        read(
            "p.html",
            "<html><script>var p='We collect your IMEI.';</script><style>We collect your photos."
                + "</style><p style='display:none'>We collect your SMS.</p><p>We collect your name.</p>");
    assertThat(page.statements()).extracting(Statement::data).containsExactly("identity.name");
  }

  @Test
  void f92_contradictionsAreBothKept() {
    Declaration policy =
        read("p.txt", "We do not collect your location. We collect your location to show maps.");
    assertThat(policy.statements())
        .extracting(Statement::sign)
        .containsExactlyInAnyOrder(Statement.Sign.NEGATIVE, Statement.Sign.POSITIVE);
  }

  @Test
  void f92_brokenFilesGiveWarningsAndNoException() {
    List<String> broken =
        List.of(
            "<?xml version=\"1.0\"?><plist><dict><key>NSPrivacyTracking</key></dict></plist>",
            "<?xml version=\"1.0\"?><!DOCTYPE p [<!ENTITY a \"b\">]><plist>&a;</plist>",
            "bplist00garbage-that-is-long-enough-to-have-a-trailer-of-thirty-two",
            "{\"privacyTypes\":[{\"identifier\":7}]}",
            "{\"telltale\":\"declaration/9\",\"statements\":{}}",
            "[".repeat(100_000),
            "Question ID (machine readable),x\nPSL_DATA_TYPES_PERSONAL\n\"unclosed");
    for (String content : broken) {
      Declaration declaration = read("broken.json", content);
      assertThat(declaration.statements()).as(content.substring(0, 20)).isEmpty();
      assertThat(declaration.warnings()).as(content.substring(0, 20)).isNotEmpty();
    }
    Random random = new Random(92);
    for (int i = 0; i < 300; i++) {
      byte[] noise = new byte[random.nextInt(400)];
      random.nextBytes(noise);
      System.arraycopy(
          "bplist00".getBytes(StandardCharsets.UTF_8), 0, noise, 0, Math.min(8, noise.length));
      assertThat(read("noise", noise).statements()).isEmpty();
    }
  }

  @Test
  void f92_halfAMegabyteWithoutOneFullStop() {
    readInTime(500_000, Duration.ofSeconds(60));
  }

  @Test
  @Tag("slow")
  void f92_fiveMegabytesInBoundedTime() {
    readInTime(5_000_000, Duration.ofSeconds(180));
  }

  private static void readInTime(int octets, Duration atMost) {
    String english = "We collect your IP address, name and email, and share it with advertisers, ";
    String chinese = "我们会收集您的手机号码、位置信息，并共享给广告商（如穿山甲），";
    for (String text : List.of(english, english + "\n", chinese + "\n", "(((（（（", "<p><b>")) {
      String content = text.repeat(octets / text.getBytes(StandardCharsets.UTF_8).length);
      Assertions.assertTimeoutPreemptively(atMost, () -> read("big.txt", content), text);
    }
  }
}
