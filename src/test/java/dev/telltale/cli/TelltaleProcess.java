package dev.telltale.cli;

import dev.telltale.demo.Origins;
import dev.telltale.tls.CertificateAuthority;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program as its users start it: a process of its own, driven through its command line. */
final class TelltaleProcess implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("ready proxy=(\\S+) web=(\\S+) ca=(\\S+) data=(\\S+)");
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final Path log;
  private final String ready;

  private TelltaleProcess(Process process, Path log, String ready) {
    this.process = process;
    this.log = log;
    this.ready = ready;
  }

  /**
   * What a command did.
   *
   * @param exit its exit code
   * @param out standard output
   * @param err standard error
   */
  record Result(int exit, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }
  }

  private static ProcessBuilder builder(List<String> javaOptions, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(javaOptions);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("dev.telltale.cli.Main");
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }

  /** Runs a command to its end. */
  static Result run(String... arguments) throws IOException, InterruptedException {
    Path out = Files.createTempFile("telltale", ".out");
    Path err = Files.createTempFile("telltale", ".err");
    Process process =
        builder(List.of(), List.of(arguments))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("telltale " + List.of(arguments) + " did not end");
    }
    Result result = new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    Files.delete(out);
    Files.delete(err);
    return result;
  }

  /** Starts a command that the caller ends; what it says is dropped. */
  static Process launch(String... arguments) throws IOException {
    return builder(List.of(), List.of(arguments))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Starts an instance on free ports and waits for its {@code ready} line. */
  static TelltaleProcess start(Path folder, List<String> javaOptions, String... options)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "start",
                "--data",
                folder.resolve("data").toString(),
                "--certs",
                folder.resolve("certs").toString(),
                "--proxy",
                "127.0.0.1:0",
                "--web",
                "127.0.0.1:0"));
    arguments.addAll(List.of(options));
    Path log = folder.resolve("log.txt");
    Process process =
        builder(javaOptions, arguments)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    if (line == null || !READY.matcher(line).matches()) {
      throw new IOException("not ready: " + line + "\n" + Files.readString(log));
    }
    return new TelltaleProcess(process, log, line);
  }

  /** Starts an instance that reaches {@code host} at the origin here, and trusts it. */
  static TelltaleProcess startBefore(
      Path folder, CertificateAuthority root, Origins origins, String host) throws IOException {
    return start(
        folder,
        List.of(),
        "--connect-to",
        host + ":443:127.0.0.1:" + origins.ports().get(host),
        "--trust-upstream",
        root.pemFile().toString(),
        "--allow-upstream",
        "127.0.0.0/8");
  }

  private String group(int number) {
    Matcher matcher = READY.matcher(ready);
    if (!matcher.matches()) {
      throw new IllegalStateException(ready);
    }
    return matcher.group(number);
  }

  InetSocketAddress proxy() {
    String[] parts = group(1).split(":");
    return new InetSocketAddress(parts[0], Integer.parseInt(parts[1]));
  }

  String proxyText() {
    return group(1);
  }

  Path ca() {
    return Path.of(group(3));
  }

  Path log() {
    return log;
  }

  Process process() {
    return process;
  }

  /** Ends it as a user does, and returns its exit code. */
  int stop() throws InterruptedException, IOException {
    process.destroy();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("did not stop: " + Files.readString(log));
    }
    return process.exitValue();
  }

  /** Ends it as a power cut does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    if (process.isAlive()) {
      process.destroyForcibly().waitFor();
    }
  }
}
