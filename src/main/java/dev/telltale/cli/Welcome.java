package dev.telltale.cli;

import dev.telltale.cli.live.Instance;
import dev.telltale.tls.CertificateAuthority;
import dev.telltale.web.QrTerminal;
import java.util.List;

/** What a person reads after {@code start}: where everything is, and what to do on the phone. */
final class Welcome {
  private Welcome() {}

  static void print(Instance instance, CertificateAuthority authority) {
    List<String> addresses = instance.proxies();
    String first = addresses.get(0);
    boolean loopbackOnly = instance.proxyAddress().getAddress().isLoopbackAddress();
    Terminal.err("");
    Terminal.err("Telltale is recording.");
    Terminal.err("");
    Terminal.err("  Dashboard      " + instance.web().link());
    Terminal.err("  Proxy          " + String.join("  ", addresses));
    Terminal.err(
        "  Onboarding     http://" + first + "/   (through the proxy: http://telltale.test/)");
    Terminal.err("  CA certificate " + authority.pemFile());
    Terminal.err("");
    if (loopbackOnly) {
      Terminal.err(
          "The proxy listens on this machine only. To reach it from a phone on this network:");
      Terminal.err("  telltale start --proxy 0.0.0.0:" + instance.proxyAddress().getPort());
      Terminal.err("or over a cable:");
      Terminal.err(
          "  adb reverse tcp:"
              + instance.proxyAddress().getPort()
              + " tcp:"
              + instance.proxyAddress().getPort());
    } else {
      if (Terminal.colours()) {
        QrTerminal.of("http://" + first + "/", true).lines().forEach(Terminal::err);
      }
      Terminal.err(
          "On the phone: scan the code or open the onboarding address, follow its steps, then use the app.");
    }
    Terminal.err(
        "Mark what you do: telltale session start --app ID; telltale mark before-consent. Stop with Ctrl-C.");
    Terminal.err("");
  }
}
