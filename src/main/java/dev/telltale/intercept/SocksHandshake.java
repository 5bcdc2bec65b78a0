package dev.telltale.intercept;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.socksx.v5.Socks5AuthMethod;
import io.netty.handler.codec.socksx.v5.Socks5CommandStatus;
import io.netty.handler.codec.socksx.v5.Socks5CommandType;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of SOCKS5 (RFC 1928) with user name and password (RFC 1929), up to the point
 * where the relay takes over.
 *
 * <p>A client that offers a user name is asked for it, since the user name names the app: an
 * on-device capture that forwards one app's traffic says so by it. From loopback nothing is
 * required and the password is not looked at; from elsewhere the password must be the
 * installation's proxy token, where one is set.
 *
 * <p>UDP ASSOCIATE is refused with reply 7, upon which clients do without UDP, and told to {@code
 * datagrams}: what went over it would have been QUIC, most likely. BIND is refused the same way.
 *
 * <p>Reads exactly its own octets; what a client sends early stays for the relay. Nothing a client
 * sends makes it throw or hold more than 520 octets.
 */
final class SocksHandshake extends ByteToMessageDecoder {
  private static final int VERSION = 5;
  private static final int AUTHENTICATION_VERSION = 1;
  private static final int SUCCESS = 0;
  private static final int FAILURE = 1;

  private enum Step {
    METHODS,
    CREDENTIAL,
    REQUEST,
    DONE
  }

  private final ClientAccess access;
  private final long timeoutMillis;
  private final Handover handover;
  private final Consumer<Refused> datagrams;
  private Step step = Step.METHODS;
  private @Nullable String user;

  /**
   * A refused UDP ASSOCIATE.
   *
   * @param client address of the phone
   * @param credential user name that it gave, null if none
   * @param host where it said datagrams would come from or go to, null for the usual "anywhere"
   */
  record Refused(InetSocketAddress client, @Nullable String credential, @Nullable String host) {}

  /**
   * Ready for one connection.
   *
   * @param access who may go on, and with which password
   * @param timeoutMillis for the whole handshake
   */
  SocksHandshake(
      ClientAccess access, long timeoutMillis, Handover handover, Consumer<Refused> datagrams) {
    this.access = access;
    this.timeoutMillis = timeoutMillis;
    this.handover = handover;
    this.datagrams = datagrams;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    ctx.executor()
        .schedule(
            () -> {
              if (step != Step.DONE) {
                ctx.close();
              }
            },
            timeoutMillis,
            TimeUnit.MILLISECONDS);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    switch (step) {
      case METHODS -> methods(ctx, in);
      case CREDENTIAL -> credential(ctx, in);
      case REQUEST -> request(ctx, in);
      case DONE -> {
        // Removed, or closing.
        if (!ctx.channel().isOpen() || ctx.isRemoved()) {
          in.skipBytes(in.readableBytes());
        }
      }
    }
  }

  /** RFC 1928 section 3. */
  private void methods(ChannelHandlerContext ctx, ByteBuf in) {
    int at = in.readerIndex();
    if (in.getUnsignedByte(at) != VERSION) {
      // SOCKS4, or an HTTP proxy's client on the wrong port: there is no answer it would read.
      end(ctx);
      return;
    }
    if (in.readableBytes() < 2 || in.readableBytes() < 2 + in.getUnsignedByte(at + 1)) {
      return;
    }
    in.skipBytes(1);
    boolean named = false;
    boolean open = false;
    for (int left = in.readUnsignedByte(); left > 0; left--) {
      byte method = in.readByte();
      named |= method == Socks5AuthMethod.PASSWORD.byteValue();
      open |= method == Socks5AuthMethod.NO_AUTH.byteValue();
    }
    if (named) {
      say(ctx, VERSION, Socks5AuthMethod.PASSWORD.byteValue());
      step = Step.CREDENTIAL;
    } else if (open
        && access.judge(client(ctx.channel()).getAddress(), null) instanceof ClientAccess.Granted) {
      say(ctx, VERSION, Socks5AuthMethod.NO_AUTH.byteValue());
      step = Step.REQUEST;
    } else {
      say(ctx, VERSION, Socks5AuthMethod.UNACCEPTED.byteValue());
      end(ctx);
    }
  }

  private static InetSocketAddress client(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress address
        ? address
        : new InetSocketAddress("::1", 0);
  }

  /** RFC 1929 section 2. */
  private void credential(ChannelHandlerContext ctx, ByteBuf in) {
    int at = in.readerIndex();
    if (in.getUnsignedByte(at) != AUTHENTICATION_VERSION) {
      end(ctx);
      return;
    }
    if (in.readableBytes() < 2) {
      return;
    }
    int userLength = in.getUnsignedByte(at + 1);
    if (in.readableBytes() < 3 + userLength) {
      return;
    }
    int passwordLength = in.getUnsignedByte(at + 2 + userLength);
    if (in.readableBytes() < 3 + userLength + passwordLength) {
      return;
    }
    in.skipBytes(2);
    String name = in.readCharSequence(userLength, StandardCharsets.UTF_8).toString();
    in.skipBytes(1);
    String password = in.readCharSequence(passwordLength, StandardCharsets.UTF_8).toString();
    if (!(access.judge(client(ctx.channel()).getAddress(), name, password)
        instanceof ClientAccess.Granted granted)) {
      say(ctx, AUTHENTICATION_VERSION, FAILURE);
      end(ctx);
      return;
    }
    user = granted.user();
    say(ctx, AUTHENTICATION_VERSION, SUCCESS);
    step = Step.REQUEST;
  }

  /** RFC 1928 section 4. */
  private void request(ChannelHandlerContext ctx, ByteBuf in) {
    int at = in.readerIndex();
    if (in.getUnsignedByte(at) != VERSION) {
      end(ctx);
      return;
    }
    if (in.readableBytes() < 5) {
      return;
    }
    int kind = in.getUnsignedByte(at + 3);
    int addressLength =
        switch (kind) {
          case 1 -> 4;
          case 3 -> 1 + in.getUnsignedByte(at + 4);
          case 4 -> 16;
          default -> -1;
        };
    if (addressLength < 0) {
      reply(ctx, Socks5CommandStatus.ADDRESS_UNSUPPORTED);
      end(ctx);
      return;
    }
    if (in.readableBytes() < 6 + addressLength) {
      return;
    }
    byte command = in.getByte(at + 1);
    in.skipBytes(4);
    byte[] address = new byte[addressLength];
    in.readBytes(address);
    int port = in.readUnsignedShort();
    String host = host(kind, address);
    if (command == Socks5CommandType.CONNECT.byteValue()) {
      connect(ctx, host, port);
      return;
    }
    if (command == Socks5CommandType.UDP_ASSOCIATE.byteValue()) {
      boolean anywhere = host == null || port == 0;
      datagrams.accept(new Refused(client(ctx.channel()), user, anywhere ? null : host));
    }
    reply(ctx, Socks5CommandStatus.COMMAND_UNSUPPORTED);
    end(ctx);
  }

  /** A name in lower case or an address literal, null if it is neither. */
  private static @Nullable String host(int kind, byte[] address) {
    if (kind != 3) {
      return NetUtil.bytesToIpAddress(address);
    }
    String text = new String(address, 1, address.length - 1, StandardCharsets.ISO_8859_1);
    if (NetUtil.isValidIpV6Address(text)) {
      return text.indexOf('%') < 0 ? text.toLowerCase(Locale.ROOT) : null;
    }
    return Authority.isName(text) ? text.toLowerCase(Locale.ROOT) : null;
  }

  private void connect(ChannelHandlerContext ctx, @Nullable String host, int port) {
    step = Step.DONE;
    if (host == null || port == 0) {
      reply(ctx, Socks5CommandStatus.FAILURE);
      end(ctx);
      return;
    }
    Channel channel = ctx.channel();
    channel.config().setAutoRead(false);
    handover.attach(
        channel, new Arrival("socks", client(channel), host, port, user), new Answer(ctx));
    // Fires what came early into the relay, which holds it.
    ctx.pipeline().remove(this);
  }

  /** The reply to CONNECT (RFC 1928 section 6), which the relay gives when it has resolved. */
  private static final class Answer implements Welcome {
    private final ChannelHandlerContext ctx;

    Answer(ChannelHandlerContext ctx) {
      this.ctx = ctx;
    }

    @Override
    public void accept() {
      ctx.channel().writeAndFlush(octets(Socks5CommandStatus.SUCCESS));
    }

    @Override
    public void refuse(int status, String text) {
      Socks5CommandStatus reason =
          switch (status) {
            case 403 -> Socks5CommandStatus.FORBIDDEN;
            case 502, 504 -> Socks5CommandStatus.HOST_UNREACHABLE;
            default -> Socks5CommandStatus.FAILURE;
          };
      ctx.channel().writeAndFlush(octets(reason)).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private static void reply(ChannelHandlerContext ctx, Socks5CommandStatus status) {
    ctx.writeAndFlush(octets(status));
  }

  /** With an unspecified bound address: the origin is dialled later, and clients do not need it. */
  private static ByteBuf octets(Socks5CommandStatus status) {
    return Unpooled.wrappedBuffer(new byte[] {VERSION, status.byteValue(), 0, 1, 0, 0, 0, 0, 0, 0});
  }

  private static void say(ChannelHandlerContext ctx, int first, int second) {
    ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {(byte) first, (byte) second}));
  }

  /** Closes behind what was said. */
  private void end(ChannelHandlerContext ctx) {
    step = Step.DONE;
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
