package dev.telltale.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import dev.telltale.model.Header;
import dev.telltale.model.LocalPages.Answer;
import dev.telltale.model.LocalPages.Question;
import dev.telltale.util.Resources;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;

class OnboardingPagesTest {
  private final X509Certificate ca =
      new HeldCertificate.Builder()
          .certificateAuthority(0)
          .commonName("Test CA")
          .build()
          .certificate();
  private final OnboardingPages pages;

  OnboardingPagesTest() throws Exception {
    pages =
        new OnboardingPages(
            ca.getEncoded(),
            List.of("192.168.1.20:8080", "10.0.0.5:8080"),
            address -> address.equals("192.168.1.7") ? 3 : 0);
  }

  private Answer get(String path, boolean throughProxy, Header... headers) {
    return pages.answer(
        new Question("GET", path, List.of(headers), "192.168.1.7", throughProxy, false));
  }

  private static String text(Answer answer) {
    return new String(answer.content(), StandardCharsets.UTF_8);
  }

  private static String header(Answer answer, String name) {
    return answer.headers().stream()
        .filter(h -> h.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst()
        .orElse("");
  }

  @Test
  void thePageKnowsHowItWasReached() {
    String direct = text(get("/", false));
    assertThat(direct).contains("id=\"proxy\" data-state=\"no\"").contains("192.168.1.20");
    String through = text(get("/", true));
    assertThat(through).contains("id=\"proxy\" data-state=\"ok\"");
    assertThat(through).contains("id=\"traffic\" data-state=\"ok\"");
    assertThat(through).doesNotContain("{{");
    assertThat(text(get("/status.json", true)))
        .isEqualTo("{\"throughProxy\":true,\"encrypted\":false,\"traffic\":3}\n");
  }

  @Test
  void everyPlatformIsToldTheStepPeopleMiss() {
    String english = text(get("/", true));
    assertThat(english)
        .contains("Certificate Trust Settings")
        .contains("debug-overrides")
        .contains("/apex/com.android.conscrypt/cacerts");
    String chinese = text(get("/", true, new Header("Accept-Language", "zh-CN,zh;q=0.9")));
    assertThat(chinese).contains("lang=\"zh-CN\"").contains("证书信任设置").contains("系统证书库");
    assertThat(text(get("/?lang=zh", true))).contains("证书信任设置");
    String iphone =
        text(get("/", true, new Header("User-Agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0)")));
    assertThat(iphone).contains("<details open><summary>iPhone");
  }

  @Test
  void theCataloguesHaveTheSameKeys() {
    assertThat(keys("en")).isEqualTo(keys("zh"));
  }

  private static Set<String> keys(String language) {
    return JsonParser.parseString(
            Resources.text(OnboardingPages.class, "onboarding." + language + ".json"))
        .getAsJsonObject()
        .keySet();
  }

  @Test
  void theCertificateComesInEveryForm() throws Exception {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    for (String path : List.of("/ca.pem", "/ca.cer")) {
      Answer answer = get(path, false);
      assertThat(factory.generateCertificate(new ByteArrayInputStream(answer.content())))
          .as(path)
          .isEqualTo(ca);
    }
    Answer profile = get("/ca.mobileconfig", false);
    assertThat(header(profile, "Content-Type")).isEqualTo("application/x-apple-aspen-config");
    assertThat(header(profile, "Content-Disposition")).isEmpty();
    DocumentBuilderFactory xml = DocumentBuilderFactory.newInstance();
    xml.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    var plist = xml.newDocumentBuilder().parse(new ByteArrayInputStream(profile.content()));
    String data = plist.getElementsByTagName("data").item(0).getTextContent();
    assertThat(java.util.Base64.getDecoder().decode(data)).isEqualTo(ca.getEncoded());
    assertThat(get("/ca.mobileconfig", false).content())
        .as("installing it again replaces it")
        .isEqualTo(profile.content());
  }

  @Test
  void aHostThatIsNotOursNeverReachesAProxySetting() {
    Header evil = new Header("Host", "evil.example:8080");
    assertThat(text(get("/proxy.pac", false, evil)))
        .contains("PROXY 192.168.1.20:8080")
        .doesNotContain("evil");
    assertThat(text(get("/", false, evil))).doesNotContain("evil");
    assertThat(text(get("/proxy.pac", false, new Header("Host", "10.0.0.5:8080"))))
        .contains("PROXY 10.0.0.5:8080");
  }

  @Test
  void theQrCodesReadBack() throws Exception {
    QrCode code = new QrCode("http://192.168.1.20:8080/");
    assertThat(read(code.size(), code::dark)).isEqualTo("http://192.168.1.20:8080/");
    assertThat(text(get("/qr.svg", false))).startsWith("<svg ");

    String[] lines = QrTerminal.of("http://192.168.1.20:8080/", false).split("\n");
    assertThat(
            read(
                lines[0].length(),
                (x, y) -> {
                  char c = y / 2 < lines.length ? lines[y / 2].charAt(x) : '█';
                  return y % 2 == 0 ? c == ' ' || c == '▄' : c == ' ' || c == '▀';
                }))
        .isEqualTo("http://192.168.1.20:8080/");
  }

  private interface Modules {
    boolean dark(int x, int y);
  }

  private static String read(int size, Modules modules) throws Exception {
    int scale = 4;
    int[] pixels = new int[size * scale * size * scale];
    for (int i = 0; i < pixels.length; i++) {
      int x = i % (size * scale) / scale;
      int y = i / (size * scale) / scale;
      pixels[i] = modules.dark(x, y) ? 0xFF000000 : 0xFFFFFFFF;
    }
    return new QRCodeReader()
        .decode(
            new BinaryBitmap(
                new HybridBinarizer(new RGBLuminanceSource(size * scale, size * scale, pixels))))
        .getText();
  }

  @Test
  void nothingElseIsServed() {
    assertThat(get("/etc/passwd", true).status()).isEqualTo(404);
    assertThat(get("/../onboarding.html", true).status()).isEqualTo(404);
    assertThat(
            pages.answer(new Question("POST", "/", List.of(), "192.168.1.7", true, false)).status())
        .isEqualTo(405);
    Answer page = get("/", true);
    assertThat(header(page, "Content-Security-Policy"))
        .contains("default-src 'none'")
        .doesNotContain("unsafe");
    assertThat(header(page, "Cache-Control")).isEqualTo("no-store");
  }
}
