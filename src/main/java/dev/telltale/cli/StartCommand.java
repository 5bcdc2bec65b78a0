package dev.telltale.cli;

import dev.telltale.classify.ProfileException;
import dev.telltale.cli.config.Settings;
import dev.telltale.cli.live.Instance;
import dev.telltale.evidence.bundle.Identity;
import dev.telltale.intercept.AddressRange;
import dev.telltale.intercept.ConnectTo;
import dev.telltale.intercept.InterceptConfig;
import dev.telltale.tls.CertificateAuthority;
import dev.telltale.util.Clock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code telltale start}: proxy, recorder and dashboard, until SIGINT or SIGTERM. */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    description = "Record what the apps of a phone send, until interrupted.",
    footer = {
      "",
      "Standard output gets one line: ready proxy=... web=... ca=... data=...",
      "Examples:",
      "  telltale start --proxy 0.0.0.0:8080 --profile config/device-profile.json",
      "  telltale start --app com.example.app --device pixel-7"
    })
final class StartCommand implements Callable<Integer> {
  @Mixin SettingsOptions options = new SettingsOptions();

  @Option(
      names = "--certs",
      paramLabel = "DIR",
      description = "Folder of the certificate authority (default: certs).")
  private @Nullable String certs;

  @Option(
      names = "--proxy",
      paramLabel = "HOST:PORT",
      description = "The explicit proxy (default: 127.0.0.1:8080).")
  private @Nullable String proxy;

  @Option(names = "--socks", paramLabel = "HOST:PORT", description = "A SOCKS5 proxy too.")
  private @Nullable String socks;

  @Option(
      names = "--transparent",
      paramLabel = "HOST:PORT",
      description = "A transparent proxy too (see docs/gateway.md).")
  private @Nullable String transparent;

  @Option(
      names = "--transparent-mode",
      paramLabel = "tproxy|redirect",
      description = "How the gateway brings connections there; redirect needs no privilege.")
  private @Nullable String transparentMode;

  @Option(
      names = "--web",
      paramLabel = "HOST:PORT",
      description = "The dashboard (default: 127.0.0.1:8081).")
  private @Nullable String web;

  @Option(
      names = "--app",
      paramLabel = "ID",
      description = "The app under test, for traffic that does not say itself whose it is.")
  private @Nullable String app;

  @Option(names = "--device", paramLabel = "NAME", description = "Name of the phone.")
  private @Nullable String device;

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description = "What is true of the phone, and what is planted on it.")
  private @Nullable String profile;

  @Option(
      names = "--trust-upstream",
      paramLabel = "PEM",
      description = "Further roots for origins (repeatable).")
  private List<String> trustUpstream = List.of();

  @Option(
      names = "--connect-to",
      paramLabel = "HOST1:PORT1:HOST2:PORT2",
      description = "Dial HOST2:PORT2 for HOST1:PORT1 (repeatable).")
  private List<String> connectTo = List.of();

  @Option(
      names = "--allow-upstream",
      paramLabel = "CIDR",
      description = "May be dialled although loopback, link-local or own (repeatable).")
  private List<String> allowUpstream = List.of();

  @Option(
      names = "--allow-client",
      paramLabel = "CIDR",
      description = "Who is served; replaces loopback and private ranges (repeatable).")
  private List<String> allowClient = List.of();

  @Option(
      names = "--pass-through",
      paramLabel = "HOST",
      description = "Leave this host's TLS unread, such as *.bank.example (repeatable).")
  private List<String> passThrough = List.of();

  @Option(
      names = "--pass-through-after-refusals",
      negatable = true,
      description = "Pass a host through for an hour after an app refused our certificate twice.")
  private @Nullable Boolean passThroughAfterRefusals;

  @Option(
      names = "--intercept",
      paramLabel = "on|off",
      description = "off passes all TLS through, and records names and sizes.")
  private @Nullable String intercept;

  @Option(
      names = "--proxy-protocol",
      negatable = true,
      description = "Expect a PROXY protocol header on the explicit proxy's port.")
  private @Nullable Boolean proxyProtocol;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Settings settings = settings();
    Path certFolder = Path.of(text(settings, "certs", "certs"));
    Path data = Path.of(text(settings, "data", "data"));
    CertificateAuthority authority = CertificateAuthority.openOrCreate(certFolder, Clock.SYSTEM);
    authority.warning().ifPresent(Terminal::err);
    String webToken = ProxyToken.fresh();
    InterceptConfig config = interceptConfig(settings, ProxyToken.openOrCreate(certFolder));
    Instance.Parts parts =
        new Instance.Parts(
            data,
            authority,
            Identity.openOrCreate(certFolder),
            config,
            settings.list("trustUpstream").stream().map(Path::of).toList(),
            Addresses.parse(settings.origin("web"), text(settings, "web", "127.0.0.1:8081")),
            webToken,
            PhoneSettings.devices(settings),
            settings.text("app"),
            settings.limits(),
            Main.version(),
            settings.sha256());
    Retention.apply(data, settings.number("retentionDays"), Clock.SYSTEM);
    Instance instance;
    try {
      instance = Instance.start(parts, Clock.SYSTEM);
    } catch (ProfileException e) {
      throw new UsageException(e.getMessage() + "", e);
    }
    Interrupts interrupts = new Interrupts();
    new InstanceFile(
            ProcessHandle.current().pid(),
            instance.web().url(),
            webToken,
            Addresses.format(instance.proxyAddress()))
        .write(data);
    Terminal.out(ready(instance, authority, data));
    Terminal.flush();
    Welcome.print(instance, authority);
    interrupts.await();
    Terminal.err("stopping: finishing what is under way ...");
    try {
      instance.close();
    } finally {
      InstanceFile.delete(data);
    }
    return Main.DONE;
  }

  private static String ready(Instance instance, CertificateAuthority authority, Path data) {
    StringBuilder line =
        new StringBuilder("ready proxy=").append(Addresses.format(instance.proxyAddress()));
    InetSocketAddress socksAddress = instance.socksAddress();
    if (socksAddress != null) {
      line.append(" socks=").append(Addresses.format(socksAddress));
    }
    InetSocketAddress transparentAddress = instance.transparentAddress();
    if (transparentAddress != null) {
      line.append(" transparent=").append(Addresses.format(transparentAddress));
    }
    return line.append(" web=")
        .append(instance.web().url())
        .append(" ca=")
        .append(authority.pemFile())
        .append(" data=")
        .append(data)
        .toString();
  }

  private Settings settings() {
    Settings settings = options.settings();
    settings.option("certs", "--certs", certs);
    settings.option("proxy", "--proxy", proxy);
    settings.option("socks", "--socks", socks);
    settings.option("transparent", "--transparent", transparent);
    settings.option("web", "--web", web);
    settings.option("app", "--app", app);
    settings.option("device", "--device", device);
    settings.option("profile", "--profile", profile);
    settings.option("trustUpstream", "--trust-upstream", trustUpstream);
    settings.option("connectTo", "--connect-to", connectTo);
    settings.option("allowUpstream", "--allow-upstream", allowUpstream);
    settings.option("allowClient", "--allow-client", allowClient);
    settings.option("passThrough", "--pass-through", passThrough);
    settings.option(
        "passThroughAfterRefusals", "--pass-through-after-refusals", passThroughAfterRefusals);
    settings.option("transparentMode", "--transparent-mode", transparentMode);
    settings.option("proxyProtocol", "--proxy-protocol", proxyProtocol);
    if (intercept != null) {
      if (!intercept.equals("on") && !intercept.equals("off")) {
        throw new UsageException("--intercept: " + intercept + " (expected: on or off)");
      }
      settings.option("intercept", "--intercept", intercept.equals("on"));
    }
    return settings;
  }

  static InterceptConfig interceptConfig(Settings settings, String proxyToken) {
    InterceptConfig.Builder builder =
        InterceptConfig.builder()
            .proxy(
                Addresses.parse(
                    settings.origin("proxy"), text(settings, "proxy", "127.0.0.1:8080")))
            .socks(Addresses.parseOptional(settings.origin("socks"), settings.text("socks")))
            .transparent(
                Addresses.parseOptional(
                    settings.origin("transparent"), settings.text("transparent")))
            .transparentRedirect(redirect(settings))
            .connectTo(each(settings, "connectTo", ConnectTo::parse))
            .allowUpstream(each(settings, "allowUpstream", AddressRange::parse))
            .proxyToken(proxyToken)
            .limits(settings.limits())
            .passThrough(settings.list("passThrough"))
            .autoPassThrough(settings.flag("passThroughAfterRefusals"))
            .intercept(settings.flag("intercept"))
            .proxyProtocol(settings.flag("proxyProtocol"));
    if (!settings.list("allowClient").isEmpty()) {
      builder.allowClient(each(settings, "allowClient", AddressRange::parse));
    }
    return builder.build();
  }

  private static boolean redirect(Settings settings) {
    String mode = text(settings, "transparentMode", "tproxy");
    if (!mode.equals("tproxy") && !mode.equals("redirect")) {
      throw new UsageException(
          settings.origin("transparentMode") + ": " + mode + " (expected: tproxy or redirect)");
    }
    return mode.equals("redirect");
  }

  private static <T> List<T> each(Settings settings, String key, Function<String, T> parse) {
    try {
      return settings.list(key).stream().map(parse).toList();
    } catch (IllegalArgumentException e) {
      throw new UsageException(settings.origin(key) + ": " + e.getMessage(), e);
    }
  }

  private static String text(Settings settings, String key, String otherwise) {
    String text = settings.text(key);
    return text == null ? otherwise : text;
  }
}
