package dev.telltale.cli;

import dev.telltale.classify.ProfileException;
import dev.telltale.cli.live.Instance;
import dev.telltale.demo.FictionalPhone;
import dev.telltale.demo.Origins;
import dev.telltale.demo.Scenario;
import dev.telltale.evidence.bundle.Identity;
import dev.telltale.intercept.AddressRange;
import dev.telltale.intercept.ConnectTo;
import dev.telltale.intercept.InterceptConfig;
import dev.telltale.model.Taxonomy;
import dev.telltale.record.Query;
import dev.telltale.record.RecordedFinding;
import dev.telltale.record.Recordings;
import dev.telltale.record.Store;
import dev.telltale.session.Devices;
import dev.telltale.tls.CertificateAuthority;
import dev.telltale.util.Clock;
import dev.telltale.util.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code telltale demo}: a first look without a phone. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Watch two fictional apps on a fictional phone, through the real proxy.",
    footer = {
      "",
      "The apps are real clients over real sockets, the origins listen on loopback; nothing leaves this machine.",
      "Example: telltale demo --data data/demo && telltale findings --data data/demo"
    })
final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of the recording (default: data/demo).")
  private Path data = Path.of("data", "demo");

  @Override
  public Integer call() throws IOException, InterruptedException, ProfileException {
    // Read once by the JDK's client: a proxy credential for a tunnel is Basic, over loopback only.
    System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
    Path certificates = Files.createTempDirectory("telltale-demo");
    try {
      return play(certificates);
    } finally {
      delete(certificates);
    }
  }

  private int play(Path certificates) throws IOException, InterruptedException, ProfileException {
    CertificateAuthority authority =
        CertificateAuthority.openOrCreate(certificates.resolve("ca"), Clock.SYSTEM);
    CertificateAuthority root =
        CertificateAuthority.openOrCreate(certificates.resolve("origins"), Clock.SYSTEM);
    long before = lastSession();
    try (Origins origins = new Origins(root, Clock.SYSTEM, Scenario.HOSTS);
        Instance instance =
            Instance.start(
                parts(Identity.openOrCreate(certificates), authority, root, origins.ports()),
                Clock.SYSTEM)) {
      Terminal.err(
          "Proxy on "
              + Addresses.format(instance.proxyAddress())
              + ", "
              + Scenario.HOSTS.size()
              + " origins, two apps:");
      Scenario.play(
          instance.proxyAddress(),
          trusting(authority),
          phase -> {
            Terminal.err("  " + phase + " ...");
            instance.sessions().mark(FictionalPhone.PROFILE.device(), phase, null);
          });
    }
    try (Store store = Store.openReadOnly(data)) {
      return show(store, before);
    }
  }

  private Instance.Parts parts(
      Identity identity,
      CertificateAuthority authority,
      CertificateAuthority root,
      Map<String, Integer> ports) {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    List<ConnectTo> connectTo = new ArrayList<>();
    ports.forEach((host, port) -> connectTo.add(ConnectTo.parse(host + ":443:127.0.0.1:" + port)));
    InterceptConfig intercept =
        InterceptConfig.builder()
            .proxy(anyPort)
            .connectTo(connectTo)
            .allowUpstream(List.of(AddressRange.parse("127.0.0.0/8")))
            .build();
    return new Instance.Parts(
        data,
        authority,
        identity,
        intercept,
        List.of(root.pemFile()),
        anyPort,
        ProxyToken.fresh(),
        new Devices(FictionalPhone.PROFILE, List.of(), Map.of()),
        null,
        Limits.DEFAULT,
        Main.version(),
        "demo");
  }

  private long lastSession() {
    if (!Files.exists(data.resolve("telltale.db"))) {
      return 0;
    }
    try (Store store = Store.openReadOnly(data)) {
      return store.sessions().stream().mapToLong(s -> s.id()).max().orElse(0);
    }
  }

  /** Prints the result, and checks that everything the apps sent is in it. */
  private int show(Recordings recordings, long before) {
    List<RecordedFinding> findings = new ArrayList<>();
    recordings.findings(
        Query.ALL,
        f -> {
          if (f.observation().context().session() > before) {
            findings.add(f);
          }
        });
    Table table = new Table("APP", "SENT", "VALUE", "TO", "PARTY", "PHASE", "ENCODING");
    for (RecordedFinding f : findings) {
      table.row(
          QueryCommands.app(f.observation()),
          Taxonomy.shipped().label(f.finding().kind(), "en"),
          f.finding().value(),
          f.observation().recipient().host(),
          f.observation().recipient().party(),
          f.observation().context().phase(),
          QueryCommands.encoding(f.finding()));
    }
    Terminal.out("");
    Terminal.out("What two apps told about their user:");
    Terminal.out("");
    table.lines().forEach(Terminal::out);
    Terminal.out("");
    List<Scenario.Leak> missing =
        Scenario.PLANTED.stream()
            .filter(leak -> findings.stream().noneMatch(f -> matches(f, leak)))
            .toList();
    for (Scenario.Leak leak : missing) {
      Terminal.err("not found: " + leak);
    }
    if (!missing.isEmpty()) {
      return Main.FAULT;
    }
    Terminal.out(
        "Each line was found on the wire, in "
            + Scenario.PLANTED.size()
            + " leaks that the apps were made to commit. Where to look next:");
    Terminal.out(
        "  telltale findings --data "
            + data
            + " --app "
            + Scenario.FABLE
            + "     every place, in full");
    Terminal.out("  telltale recipients --data " + data + "                            who got it");
    Terminal.out(
        "  telltale export --data "
            + data
            + " --format har --out demo.har    for a browser's network panel");
    Terminal.out(
        "  telltale start --proxy 0.0.0.0:8080                            the same with your phone");
    return Main.DONE;
  }

  private static boolean matches(RecordedFinding f, Scenario.Leak leak) {
    return leak.app().equals(f.observation().context().attribution().app())
        && leak.kind().equals(f.finding().kind())
        && leak.host().equals(f.observation().recipient().host())
        && leak.phase().equals(f.observation().context().phase());
  }

  private static SSLContext trusting(CertificateAuthority authority) {
    try {
      KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
      roots.load(null, null);
      roots.setCertificateEntry("telltale", authority.certificate());
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(roots);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the JDK's TLS", e);
    }
  }

  private static void delete(@Nullable Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
