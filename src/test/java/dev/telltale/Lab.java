package dev.telltale;

import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * The foreign tools that some tests drive. A test asks for what it needs; where the tool is missing
 * the test is skipped and the line that installs it is printed, and where {@code
 * TELLTALE_LAB=required} is set, as in CI, it fails.
 */
public final class Lab {
  private static final Map<String, String> PACKAGES =
      Map.of(
          "nginx", "nginx-light",
          "nghttpd", "nghttp2",
          "nghttp", "nghttp2",
          "h2load", "nghttp2",
          "chromedriver", "chromium-driver",
          "ip", "iproute2",
          "nft", "nftables",
          "node", "nodejs",
          "certutil", "libnss3-tools");

  private Lab() {}

  /** The path of a tool; skips or fails the calling test when it is not installed. */
  public static String require(String tool) {
    for (String folder : (System.getenv("PATH") + ":/usr/sbin:/sbin").split(File.pathSeparator)) {
      Path candidate = Path.of(folder, tool);
      if (Files.isExecutable(candidate)) {
        return candidate.toString();
      }
    }
    missing(tool, "apt-get install -y " + PACKAGES.getOrDefault(tool, tool));
    throw new AssertionError("unreachable");
  }

  /**
   * A conformance suite that the build puts into {@code target/lab}; skips or fails the calling
   * test when it is not there.
   */
  public static Path suite(String jar) {
    Path path = Path.of("target", "lab", jar);
    if (!Files.isRegularFile(path)) {
      missing(path.toString(), "mvn generate-test-resources");
    }
    return path.toAbsolutePath();
  }

  /** Skips or fails the calling test unless it runs as root, which network namespaces need. */
  public static void requireRoot() {
    if (!"root".equals(System.getProperty("user.name"))) {
      missing("root", "sudo mvn verify");
    }
  }

  private static void missing(String what, String remedy) {
    String message = "needs " + what + "; install with: " + remedy;
    System.out.println("[lab] skipped: " + message);
    if ("required".equals(System.getenv("TELLTALE_LAB"))) {
      fail(message);
    }
    Assumptions.abort(message);
  }
}
