package dev.telltale.cli.live;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.telltale.attribute.Attributor;
import dev.telltale.classify.Classification;
import dev.telltale.classify.Classifier;
import dev.telltale.classify.CompiledProfile;
import dev.telltale.locate.Locator;
import dev.telltale.model.Attribution;
import dev.telltale.model.ClosedConnection;
import dev.telltale.model.Connection;
import dev.telltale.model.Context;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Gap;
import dev.telltale.model.Message;
import dev.telltale.model.Observation;
import dev.telltale.model.Recipient;
import dev.telltale.model.TrafficSink;
import dev.telltale.record.RecordedFinding;
import dev.telltale.record.RecordedGap;
import dev.telltale.record.Store;
import dev.telltale.session.Devices;
import dev.telltale.session.Sessions;
import dev.telltale.web.LiveEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes traffic from network threads, has it stored, and has it analysed.
 *
 * <p>What waits for analysis or for the disk is counted in octets. Past the limit {@link
 * #saturated} asks the relay to hold phones back; below half of it they go on. Nothing is dropped
 * here.
 */
public final class LiveRecorder implements TrafficSink, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveRecorder.class);

  /** What an exchange costs in memory beside its bodies, roughly. */
  private static final int OVERHEAD_BYTES = 2_048;

  private static final int MOST_RECIPIENTS = 10_000;

  private final Store store;
  private final Sessions sessions;
  private final Devices devices;
  private final Locator locator;
  private final Classifier classifier;
  private final Function<String, CompiledProfile> profiles;
  private final LiveEvents events;
  private final long mostBytes;
  private final ExecutorService workers;
  private final AtomicLong waitingBytes = new AtomicLong();

  /**
   * An app talks to few hosts, often; looking each up in the tables again would cost more than the
   * rest.
   */
  private final Cache<Destination, Recipient> recipients =
      Caffeine.newBuilder().maximumSize(MOST_RECIPIENTS).build();

  private record Destination(String host, @Nullable String address, @Nullable String app) {}

  private final Map<String, AtomicLong> byClient = new ConcurrentHashMap<>();
  private final Queue<Runnable> heldBack = new ConcurrentLinkedQueue<>();

  /**
   * @param profiles the compiled profile of a device, by its name
   * @param mostBytes octets that may wait before phones are held back
   */
  public LiveRecorder(
      Store store,
      Sessions sessions,
      Devices devices,
      Locator locator,
      Classifier classifier,
      Function<String, CompiledProfile> profiles,
      LiveEvents events,
      long mostBytes) {
    this.store = store;
    this.sessions = sessions;
    this.devices = devices;
    this.locator = locator;
    this.classifier = classifier;
    this.profiles = profiles;
    this.events = events;
    this.mostBytes = mostBytes;
    AtomicInteger number = new AtomicInteger();
    ThreadFactory threads =
        task -> {
          Thread thread = new Thread(task, "analysis-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        };
    int processors = Runtime.getRuntime().availableProcessors();
    this.workers =
        new ThreadPoolExecutor(
            processors, processors, 0, TimeUnit.SECONDS, new LingeringQueue(), threads);
  }

  @Override
  public void exchange(Exchange exchange) {
    try {
      Context context = context(exchange.connection(), exchange.startedAtMillis());
      Recipient recipient =
          recipient(
              host(exchange), exchange.connection().upstreamAddress(), context.attribution().app());
      Observation observation = new Observation(exchange, context, recipient);
      store.append(observation);
      events.exchange();
      byClient
          .computeIfAbsent(exchange.connection().clientAddress(), address -> new AtomicLong())
          .incrementAndGet();
      long bytes = bytes(exchange);
      waitingBytes.addAndGet(bytes);
      workers.execute(() -> analyse(observation, bytes));
    } catch (RuntimeException e) {
      LOG.error("an exchange could not be recorded", e);
    }
  }

  @Override
  public void gap(Gap gap) {
    try {
      Connection connection = gap.connection();
      Context context =
          connection == null
              ? sessions.contextAt(devices.byDefault(), gap.atMillis(), Attribution.NONE)
              : context(connection, gap.atMillis());
      append(gap, context);
    } catch (RuntimeException e) {
      LOG.error("a gap could not be recorded", e);
    }
  }

  @Override
  public void connection(ClosedConnection closed) {
    try {
      store.append(closed, context(closed.connection(), closed.connection().openedAtMillis()));
    } catch (RuntimeException e) {
      LOG.error("a connection could not be recorded", e);
    }
  }

  @Override
  public boolean saturated() {
    return waitingBytes.get() > mostBytes || store.saturated();
  }

  @Override
  public void whenReady(Runnable resume) {
    heldBack.add(resume);
    releaseIfReady();
  }

  /** Called whenever one of the two reasons to hold back may have gone. */
  private void releaseIfReady() {
    if (heldBack.isEmpty() || waitingBytes.get() > mostBytes / 2) {
      return;
    }
    if (store.saturated()) {
      store.whenDrained(this::releaseIfReady);
    } else {
      release();
    }
  }

  private void release() {
    for (Runnable resume = heldBack.poll(); resume != null; resume = heldBack.poll()) {
      resume.run();
    }
  }

  private void analyse(Observation observation, long bytes) {
    try {
      Exchange exchange = observation.exchange();
      Classification classification =
          classifier.classify(exchange, profiles.apply(observation.context().device()));
      for (Gap gap : classification.gaps()) {
        append(gap, observation.context());
      }
      List<Finding> findings = classification.findings();
      if (!findings.isEmpty()) {
        store.findings(observation, findings, classifier.rulesVersion());
        for (Finding finding : findings) {
          events.finding(new RecordedFinding(0, finding, observation, classifier.rulesVersion()));
        }
      }
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      LOG.error("an exchange could not be analysed", e);
      append(
          new Gap(
              observation.exchange().startedAtMillis(),
              Gap.Cause.DETECTOR_FAILED,
              observation.exchange().connection(),
              observation.exchange().id(),
              observation.recipient().host(),
              1,
              "analysis failed: " + e.getClass().getSimpleName()),
          observation.context());
    } finally {
      waitingBytes.addAndGet(-bytes);
      releaseIfReady();
    }
  }

  private void append(Gap gap, Context context) {
    store.append(gap, context);
    events.gap(new RecordedGap(0, gap, context));
  }

  private Context context(Connection connection, long atMillis) {
    Attributor.Credential credential = Attributor.credential(connection.credential());
    String device =
        credential != null && credential.device() != null
            ? credential.device()
            : devices.at(connection.clientAddress());
    return sessions.contextAt(device, atMillis, Attributor.attribute(connection));
  }

  private Recipient recipient(String host, @Nullable String address, @Nullable String app) {
    return recipients.get(
        new Destination(host, address, app), d -> locator.locate(d.host(), d.address(), d.app()));
  }

  /** The host of the request's URL: the name the app asked for, whatever was dialled. */
  private static String host(Exchange exchange) {
    String url = exchange.request().url();
    int start = url.indexOf("://");
    if (start < 0) {
      return exchange.connection().host();
    }
    start += 3;
    int end = start;
    while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    String authority =
        url.substring(
            url.lastIndexOf('@', end - 1) >= start ? url.lastIndexOf('@', end - 1) + 1 : start,
            end);
    if (authority.startsWith("[")) {
      int close = authority.indexOf(']');
      return close < 0 ? exchange.connection().host() : authority.substring(1, close);
    }
    int colon = authority.indexOf(':');
    String host = colon < 0 ? authority : authority.substring(0, colon);
    return host.isEmpty() ? exchange.connection().host() : host;
  }

  private static long bytes(Exchange exchange) {
    long bytes = OVERHEAD_BYTES + exchange.request().body().content().length;
    if (exchange.response() != null) {
      bytes += exchange.response().body().content().length;
    }
    for (Message message : exchange.messages()) {
      bytes += message.content().length;
    }
    return bytes;
  }

  /** How many exchanges have come from an address. */
  public long exchanges(String clientAddress) {
    AtomicLong count = byClient.get(clientAddress);
    return count == null ? 0 : count.get();
  }

  /**
   * Waits until everything taken so far is analysed, at most {@code seconds}; then no more is
   * taken.
   */
  public boolean drain(long seconds) {
    workers.shutdown();
    try {
      return workers.awaitTermination(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    if (!drain(30)) {
      List<Runnable> left = new ArrayList<>(workers.shutdownNow());
      LOG.warn(
          "{} exchanges were stored but not analysed in time; run: telltale reclassify",
          left.size());
    }
  }
}
