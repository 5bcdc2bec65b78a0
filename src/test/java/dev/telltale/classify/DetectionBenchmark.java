package dev.telltale.classify;

import com.google.gson.JsonParser;
import dev.telltale.classify.adapter.AdapterSet;
import dev.telltale.decode.Decoded;
import dev.telltale.decode.StandardDecoder;
import dev.telltale.model.Exchange;
import dev.telltale.util.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Time of decoding and classifying one request, with the shipped rules and adapters and a phone of
 * 200 values. {@code docs/detection.md} has the command.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = "-Xmx1g")
public class DetectionBenchmark {
  private static final StandardDecoder DECODER = new StandardDecoder(Limits.DEFAULT);
  private static final Classifier CLASSIFIER =
      Classifier.create(DECODER, List.of(AdapterSet.shipped()), Limits.DEFAULT);

  /** One request. */
  @State(Scope.Benchmark)
  public static class One {
    @Param({"json16k", "json256k", "telemetry16k", "form1k"})
    String request = "";

    private Exchange exchange = Traffic.named("form1k");
    private CompiledProfile phone;

    /** Makes the request. */
    @Setup
    public void make() throws ProfileException {
      exchange = Traffic.named(request);
      phone = CLASSIFIER.compile(Traffic.phone());
    }
  }

  /** The requests of a corpus folder. */
  @State(Scope.Benchmark)
  public static class Corpus {
    @Param("")
    String corpus = "";

    private final List<Exchange> exchanges = new ArrayList<>();
    private CompiledProfile phone;

    /** Reads the folder; the benchmark does nothing without one. */
    @Setup
    public void read() throws IOException, ProfileException {
      phone = CLASSIFIER.compile(Traffic.phone());
      if (corpus.isEmpty()) {
        return;
      }
      try (Stream<Path> files = Files.list(Path.of(corpus))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
          for (String line : Files.readAllLines(file)) {
            exchanges.add(CorpusRun.exchange(JsonParser.parseString(line).getAsJsonObject()));
          }
        }
      }
    }
  }

  @Benchmark
  public Decoded decode(One one) {
    return DECODER.decode(one.exchange.request());
  }

  @Benchmark
  public Classification decodeAndClassify(One one) {
    return CLASSIFIER.classify(one.exchange, one.phone);
  }

  /** All of the corpus once. */
  @Benchmark
  public void corpus(Corpus corpus, Blackhole hole) {
    for (Exchange exchange : corpus.exchanges) {
      hole.consume(CLASSIFIER.classify(exchange, corpus.phone));
    }
  }
}
