package dev.telltale.intercept;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A local port whose connections go through a proxy to one destination, for tools that do not speak
 * CONNECT. What ends on one side ends on the other in the same way: half-closed, closed or reset.
 */
final class TunnelPort implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final ServerSocket server;
  private final InetSocketAddress proxy;
  private final String target;
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  /**
   * Listens on a free port.
   *
   * @param target HOST:PORT for CONNECT
   */
  TunnelPort(InetSocketAddress proxy, String target) throws IOException {
    this.proxy = proxy;
    this.target = target;
    server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket tool = server.accept();
        open.add(tool);
        start(() -> carry(tool));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void carry(Socket tool) {
    try {
      Socket through = new Socket();
      open.add(through);
      through.connect(proxy, 5_000);
      through.setTcpNoDelay(true);
      tool.setTcpNoDelay(true);
      Rig.send(through, "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n");
      if (!Rig.readHead(through.getInputStream()).startsWith("HTTP/1.1 200")) {
        throw new IOException("the proxy refused " + target);
      }
      start(() -> pump(tool, through));
      pump(through, tool);
    } catch (IOException e) {
      cut(tool);
    }
  }

  private static void pump(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] octets = new byte[BUFFER_BYTES];
      for (int read = in.read(octets); read >= 0; read = in.read(octets)) {
        out.write(octets, 0, read);
      }
      to.shutdownOutput();
      if (to.isInputShutdown() || from.isOutputShutdown()) {
        from.close();
        to.close();
      }
    } catch (IOException e) {
      // Whichever side broke, the other one is to see it.
      cut(from);
      cut(to);
    }
  }

  private static void cut(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // Closed already.
    }
  }

  private static void start(Runnable run) {
    Thread thread = new Thread(run, "tunnel-port");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    open.forEach(TunnelPort::cut);
  }
}
