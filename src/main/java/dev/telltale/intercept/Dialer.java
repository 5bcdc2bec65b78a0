package dev.telltale.intercept;

import dev.telltale.util.Clock;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to origins: maps, resolves off the event loop, asks the {@link AddressPolicy}
 * about each address, and tries them in order, the next one a quarter of a second after the last or
 * as soon as that failed (RFC 8305 section 5). Safe for any thread.
 */
final class Dialer {
  private static final long NEXT_ATTEMPT_MILLIS = 250;

  private final InterceptConfig config;
  private final AddressPolicy policy;
  private final NameResolver resolver;
  private final Executor resolving;

  Dialer(InterceptConfig config, NameResolver resolver, Executor resolving, Clock clock) {
    this.config = config;
    this.policy = new AddressPolicy(config.allowUpstream(), clock);
    this.resolver = resolver;
    this.resolving = resolving;
  }

  /** Why there is no connection to an origin. */
  static final class DialException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Status code for the phone: 403, 502 or 504. */
    final int status;

    DialException(int status, String message) {
      super(message, null, false, false);
      this.status = status;
    }

    String text() {
      String text = getMessage();
      return text == null ? "no connection" : text;
    }
  }

  /**
   * Addresses that may be dialled for a destination, at least one; fails with a {@link
   * DialException}.
   */
  Future<List<InetSocketAddress>> resolve(String host, int port, EventLoop loop) {
    String dialHost = host;
    int dialPort = port;
    for (ConnectTo mapping : config.connectTo()) {
      if (mapping.matches(host, port)) {
        dialHost = mapping.toHost().isEmpty() ? host : mapping.toHost();
        dialPort = mapping.toPort() == 0 ? port : mapping.toPort();
        break;
      }
    }
    Promise<List<InetSocketAddress>> promise = loop.newPromise();
    byte[] literal = NetUtil.createByteArrayFromIpAddressString(dialHost);
    if (literal != null) {
      try {
        allow(host, dialPort, new InetAddress[] {InetAddress.getByAddress(literal)}, promise);
      } catch (UnknownHostException e) {
        throw new IllegalStateException(e);
      }
      return promise;
    }
    String name = dialHost;
    int toPort = dialPort;
    resolving.execute(
        () -> {
          try {
            allow(host, toPort, resolver.resolve(name), promise);
          } catch (UnknownHostException e) {
            promise.tryFailure(
                new DialException(
                    502,
                    name + ": the name has no address; check its spelling and this machine's DNS"));
          } catch (RuntimeException e) {
            promise.tryFailure(e);
          }
        });
    loop.schedule(
        () -> promise.tryFailure(new DialException(504, name + ": the DNS gave no answer in time")),
        config.connectTimeout().toMillis(),
        TimeUnit.MILLISECONDS);
    return promise;
  }

  private void allow(
      String host, int port, InetAddress[] addresses, Promise<List<InetSocketAddress>> promise) {
    List<InetSocketAddress> allowed = new ArrayList<>(addresses.length);
    String refusal = null;
    for (InetAddress address : addresses) {
      String why = policy.refusal(address, port);
      if (why == null) {
        allowed.add(new InetSocketAddress(address, port));
      } else {
        refusal = why + ": " + address.getHostAddress();
      }
    }
    if (!allowed.isEmpty()) {
      promise.trySuccess(allowed);
    } else if (refusal != null) {
      promise.tryFailure(
          new DialException(
              403,
              host
                  + ":"
                  + port
                  + " is not reached through this proxy ("
                  + refusal
                  + "); a lab allows it with --allow-upstream"));
    } else {
      promise.tryFailure(new DialException(502, host + ": the name has no address"));
    }
  }

  /**
   * Connects on a given loop, with auto-read off; fails with a {@link DialException}.
   *
   * @param first makes the handler of each attempt's channel
   */
  Future<Channel> connect(
      List<InetSocketAddress> addresses, EventLoop loop, Supplier<ChannelHandler> first) {
    Attempts attempts = new Attempts(addresses, loop, first);
    if (loop.inEventLoop()) {
      attempts.next();
    } else {
      loop.execute(attempts::next);
    }
    return attempts.promise;
  }

  /** The race between the addresses of one destination. Runs on one event loop. */
  private final class Attempts {
    private final List<InetSocketAddress> addresses;
    private final EventLoop loop;
    private final Supplier<ChannelHandler> first;
    private final Promise<Channel> promise;
    private int started;
    private int failed;
    private @Nullable Throwable lastFailure;

    Attempts(List<InetSocketAddress> addresses, EventLoop loop, Supplier<ChannelHandler> first) {
      this.addresses = addresses;
      this.loop = loop;
      this.first = first;
      this.promise = loop.newPromise();
    }

    void next() {
      if (started == addresses.size() || promise.isDone()) {
        return;
      }
      InetSocketAddress address = addresses.get(started++);
      Bootstrap bootstrap =
          new Bootstrap()
              .group(loop)
              .option(ChannelOption.TCP_NODELAY, true)
              .option(ChannelOption.AUTO_READ, false)
              .option(
                  ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) config.connectTimeout().toMillis())
              .handler(first.get());
      if (loop instanceof IoEventLoop io && io.isIoType(EpollIoHandler.class)) {
        bootstrap.channel(EpollSocketChannel.class);
      } else {
        bootstrap.channel(NioSocketChannel.class);
      }
      bootstrap.connect(address).addListener((ChannelFuture done) -> ended(done, address));
      if (started < addresses.size()) {
        loop.schedule(this::next, NEXT_ATTEMPT_MILLIS, TimeUnit.MILLISECONDS);
      }
    }

    private void ended(ChannelFuture done, InetSocketAddress address) {
      if (done.isSuccess()) {
        if (!promise.trySuccess(done.channel())) {
          done.channel().close();
        }
        return;
      }
      lastFailure = done.cause();
      if (++failed == addresses.size()) {
        boolean slow = lastFailure instanceof io.netty.channel.ConnectTimeoutException;
        String where = address.getAddress().getHostAddress() + " port " + address.getPort();
        promise.tryFailure(
            slow
                ? new DialException(504, where + ": no answer within the connect timeout")
                : new DialException(502, where + ": " + reason(lastFailure)));
      } else {
        next();
      }
    }
  }

  private static String reason(@Nullable Throwable failure) {
    String message = failure == null ? null : failure.getMessage();
    if (message == null) {
      return "the connection failed";
    }
    // Netty appends the address, which the caller has said already.
    int address = message.lastIndexOf(": ");
    return address > 0 ? message.substring(0, address) : message;
  }
}
