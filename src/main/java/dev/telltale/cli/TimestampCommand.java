package dev.telltale.cli;

import dev.telltale.evidence.bundle.BundleStamp;
import dev.telltale.evidence.timestamp.Timestamp;
import dev.telltale.evidence.timestamp.TimestampException;
import dev.telltale.evidence.timestamp.TimestampTrust;
import dev.telltale.record.Store;
import dev.telltale.record.TreeHead;
import dev.telltale.util.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code telltale timestamp}: an authority's word for when a signed head existed (RFC 3161). */
@Command(
    name = "timestamp",
    mixinStandardHelpOptions = true,
    description = {
      "Have the signed head of a bundle, or of the recording, stamped by a time-stamping authority (RFC 3161).",
      "Only a digest of the head's signature is sent."
    },
    footer = {
      "",
      "Examples: telltale timestamp case-17.zip --tsa http://tsa.example/tsr",
      "          telltale timestamp head --data data --tsa http://tsa.example/tsr     before bundling",
      "Without a network: telltale timestamp request case-17.zip --out head.tsq",
      "                   telltale timestamp import case-17.zip head.tsr"
    },
    subcommands = {TimestampCommand.Request.class, TimestampCommand.Import.class})
final class TimestampCommand implements Callable<Integer> {
  private static final int MOST_BYTES = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Mixin SettingsOptions options = new SettingsOptions();

  @Parameters(
      paramLabel = "FILE.zip|head",
      description = "A bundle, or the word head for the newest signed head of --data DIR.")
  private String subject = "";

  @Option(
      names = "--tsa",
      required = true,
      paramLabel = "URL",
      description = "Address of the authority.")
  private String tsa = "";

  @Override
  public Integer call() throws IOException {
    Subject stamped = Subject.of(subject, options);
    byte[] request = Timestamp.request(stamped.signature());
    byte[] token = token(ask(request), request);
    return stamped.put(token);
  }

  private static byte[] token(byte[] response, byte[] request) {
    try {
      return Timestamp.token(response, request);
    } catch (TimestampException e) {
      throw new UsageException("timestamp: " + e.getMessage(), e);
    }
  }

  private byte[] ask(byte[] request) {
    URI address;
    try {
      address = URI.create(tsa);
      if (address.getHost() == null || !("" + address.getScheme()).matches("https?")) {
        throw new IllegalArgumentException(tsa);
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "--tsa: " + tsa + " (expected: an address such as http://tsa.example/tsr)", e);
    }
    HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    try {
      HttpResponse<InputStream> response =
          client.send(
              HttpRequest.newBuilder(address)
                  .timeout(PATIENCE)
                  .header("Content-Type", "application/timestamp-query")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                  .build(),
              HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream in = response.body()) {
        byte[] answer = in.readNBytes(MOST_BYTES);
        if (response.statusCode() != 200) {
          throw new UsageException(
              "--tsa: " + tsa + ": answered with status " + response.statusCode());
        }
        return answer;
      }
    } catch (IOException e) {
      throw new UsageException(
          "--tsa: "
              + tsa
              + ": cannot be reached ("
              + e
              + "); without a network see: telltale timestamp request --help",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UsageException("--tsa: " + tsa + ": interrupted", e);
    }
  }

  /** What is stamped: a bundle, or the newest head of a recording. */
  private record Subject(@Nullable Path bundle, Path data, @Nullable TreeHead head) {

    static Subject of(String name, SettingsOptions options) {
      Path data = options.dataFolder();
      if (!name.equals("head")) {
        Path bundle = Path.of(name);
        if (!Files.isRegularFile(bundle)) {
          throw new UsageException(
              name + ": no such file (expected: a bundle, or the word head with --data DIR)");
        }
        return new Subject(bundle, data, null);
      }
      try (Store store = Store.openReadOnly(data)) {
        TreeHead newest =
            store.heads().stream()
                .max(Comparator.comparingLong(TreeHead::count))
                .orElseThrow(() -> new UsageException(data + ": nothing is signed yet"));
        return new Subject(null, data, newest);
      }
    }

    @SuppressWarnings("NullAway") // One of the two is there.
    byte[] signature() {
      if (bundle == null) {
        return head.signature();
      }
      try {
        return BundleStamp.signature(bundle);
      } catch (IOException e) {
        throw new UsageException(String.valueOf(e.getMessage()), e);
      }
    }

    @SuppressWarnings("NullAway") // One of the two is there.
    int put(byte[] token) throws IOException {
      Timestamp stamp;
      try {
        stamp = Timestamp.check(token, signature(), TimestampTrust.NONE);
      } catch (TimestampException e) {
        throw new UsageException("timestamp: " + e.getMessage(), e);
      }
      if (bundle != null) {
        BundleStamp.put(bundle, token);
      } else {
        new HeadStamps(data).put(head, token);
      }
      Terminal.out("stamped " + stamp.time() + " by " + Terminal.plain(stamp.authority()));
      Terminal.err(
          "Readers check it with: telltale verify FILE.zip --tsa-ca PEM of the authority's root");
      return Main.DONE;
    }
  }

  /** {@code telltale timestamp request}. */
  @Command(
      name = "request",
      mixinStandardHelpOptions = true,
      description = "Write the request, to be carried to an authority.")
  static final class Request implements Callable<Integer> {
    @Mixin SettingsOptions options = new SettingsOptions();

    @Parameters(paramLabel = "FILE.zip|head", description = "What is to be stamped.")
    private String subject = "";

    @Option(names = "--out", required = true, paramLabel = "FILE.tsq", description = "Where to.")
    private Path out = Path.of("");

    @Override
    public Integer call() throws IOException {
      byte[] request = Timestamp.request(Subject.of(subject, options).signature());
      AtomicFile.write(out, stream -> stream.write(request));
      Terminal.out(out.toString());
      Terminal.err(
          "Send it with: curl --data-binary @"
              + out
              + " -H Content-Type:application/timestamp-query -o head.tsr URL");
      return Main.DONE;
    }
  }

  /** {@code telltale timestamp import}. */
  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      description = "Take in the authority's answer to a request.")
  static final class Import implements Callable<Integer> {
    @Mixin SettingsOptions options = new SettingsOptions();

    @Parameters(index = "0", paramLabel = "FILE.zip|head", description = "What was stamped.")
    private String subject = "";

    @Parameters(index = "1", paramLabel = "FILE.tsr", description = "The authority's answer.")
    private Path answer = Path.of("");

    @Option(
        names = "--request",
        paramLabel = "FILE.tsq",
        description = "The request, to compare the nonce.")
    private @Nullable Path request;

    @Override
    public Integer call() throws IOException {
      for (Path file : request == null ? new Path[] {answer} : new Path[] {answer, request}) {
        if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
          throw new UsageException(
              file + ": no such file, or larger than 1 MiB (expected: an answer or request)");
        }
      }
      byte[] asked = request == null ? new byte[0] : Files.readAllBytes(request);
      return Subject.of(subject, options).put(token(Files.readAllBytes(answer), asked));
    }
  }
}
