package dev.telltale.tls;

import dev.telltale.util.Clock;
import java.nio.file.Path;

/** A process of its own that opens the authority, and on request rotates it until it is killed. */
final class AuthorityProcess {
  private AuthorityProcess() {}

  public static void main(String[] arguments) throws Exception {
    CertificateAuthority authority =
        CertificateAuthority.openOrCreate(Path.of(arguments[0]), Clock.SYSTEM);
    System.out.println(authority.fingerprint());
    while (arguments.length > 1) {
      authority.rotate();
    }
  }

  static Process start(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 6];
    command[0] = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    command[1] = "-XX:TieredStopAtLevel=1";
    command[2] = "-Xshare:auto";
    command[3] = "-cp";
    command[4] = System.getProperty("java.class.path");
    command[5] = AuthorityProcess.class.getName();
    System.arraycopy(arguments, 0, command, 6, arguments.length);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
