package dev.telltale.web;

import dev.telltale.record.Recordings;
import dev.telltale.record.StoreException;
import dev.telltale.session.Devices;
import dev.telltale.session.Sessions;
import dev.telltale.util.Clock;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dashboard and its API on a port of their own. What each request must pass is written at
 * {@link Gate}; what it can ask at {@link Api}. Safe for any thread.
 */
public final class WebServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
  private static final int MOST_THREADS = 40;
  private static final long MOST_REQUEST_BYTES = 64 << 10;

  private final Javalin javalin;
  private final InetSocketAddress address;
  private final Access access;
  private final LiveEvents live;

  private WebServer(Javalin javalin, InetSocketAddress address, Access access, LiveEvents live) {
    this.javalin = javalin;
    this.address = address;
    this.access = access;
    this.live = live;
  }

  /**
   * What the server serves.
   *
   * @param token the installation's token for commands, at least 16 characters
   * @param instance what the dashboard says about the program
   * @param recordings the store's read port
   * @param sessions sessions and marks of this instance
   * @param devices its test phones
   * @param rows the rows as the commands print them
   * @param layers decoded layers for the inspector
   * @param verdicts apps against what they declare
   * @param live events as they happen; closed with the server
   * @param clock the time
   */
  public record Sources(
      String token,
      Instance instance,
      Recordings recordings,
      Sessions sessions,
      Devices devices,
      Rows rows,
      Layers layers,
      Verdicts verdicts,
      LiveEvents live,
      Clock clock) {}

  /**
   * Starts a server.
   *
   * @param wanted address to listen on; port 0 for any free one
   * @throws IOException if it cannot listen there
   */
  public static WebServer start(InetSocketAddress wanted, Sources sources) throws IOException {
    InetSocketAddress address = available(wanted);
    Access access = new Access(sources.token());
    Gate gate = new Gate(access, address);
    Assets assets = new Assets();
    Api api =
        new Api(
            sources.instance(),
            sources.recordings(),
            sources.sessions(),
            sources.devices(),
            sources.rows(),
            sources.layers(),
            sources.verdicts(),
            sources.live(),
            access,
            sources.clock());
    Javalin javalin =
        Javalin.create(
            config -> {
              configure(config, address);
              config.routes.before(gate::admit);
              assets.register(config.routes);
              api.register(config.routes);
              refusals(config, assets);
            });
    try {
      javalin.start();
    } catch (RuntimeException e) {
      javalin.stop();
      throw new IOException("web: cannot listen on " + wanted + ": " + e.getMessage(), e);
    }
    api.warmUp();
    return new WebServer(javalin, address, access, sources.live());
  }

  /** The address with a free port, so that the gate knows its own name before the first request. */
  private static InetSocketAddress available(InetSocketAddress wanted) throws IOException {
    if (wanted.isUnresolved()) {
      throw new IOException("web: unknown host " + wanted.getHostString());
    }
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(wanted);
      return new InetSocketAddress(wanted.getAddress(), probe.getLocalPort());
    }
  }

  private static void configure(JavalinConfig config, InetSocketAddress address) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.http.maxRequestSize = MOST_REQUEST_BYTES;
    config.http.prefer405over404 = true;
    config.jetty.host = address.getAddress().getHostAddress();
    config.jetty.port = address.getPort();
    config.jetty.threadPool = new QueuedThreadPool(MOST_THREADS, 2);
    config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
  }

  private static void refusals(JavalinConfig config, Assets assets) {
    config.routes.exception(Problem.class, (problem, ctx) -> refuse(ctx, problem, assets));
    config.routes.exception(
        HttpResponseException.class,
        (e, ctx) ->
            refuse(
                ctx,
                new Problem(
                    e.getStatus(),
                    ctx.req().getMethod() + " " + ctx.path() + ": " + e.getMessage(),
                    "a path and method of the API",
                    "See docs/api.md."),
                assets));
    config.routes.exception(
        StoreException.class,
        (e, ctx) -> {
          LOG.warn("the store cannot be read", e);
          refuse(
              ctx,
              new Problem(503, e.getMessage() + "", "a readable store", "Run `telltale doctor`."),
              assets);
        });
    config.routes.exception(
        IOException.class, (e, ctx) -> LOG.debug("a reader left: {}", e.toString()));
    config.routes.exception(
        Exception.class,
        (e, ctx) -> {
          LOG.error("a request of the dashboard failed: {}", ctx.path(), e);
          refuse(
              ctx,
              new Problem(500, "a fault inside Telltale", "an answer", "The log says more."),
              assets);
        });
  }

  private static void refuse(Context ctx, Problem problem, Assets assets) {
    ctx.status(problem.status());
    String accept = ctx.header("Accept");
    if (!ctx.path().startsWith("/api/") && accept != null && accept.contains("text/html")) {
      assets.refuse(ctx, problem);
    } else {
      ctx.contentType("application/json; charset=utf-8").result(problem.json());
    }
    ctx.skipRemainingHandlers();
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return address;
  }

  /** The dashboard's address without a token, such as {@code http://127.0.0.1:8081}. */
  public String url() {
    String host =
        address.getAddress().isAnyLocalAddress()
            ? "127.0.0.1"
            : address.getAddress().getHostAddress();
    return "http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  /** A new address that opens the dashboard once. */
  public String link() {
    return url() + "/?token=" + access.ticket();
  }

  /** Stops; open event streams end. */
  @Override
  public void close() {
    live.close();
    javalin.stop();
  }
}
