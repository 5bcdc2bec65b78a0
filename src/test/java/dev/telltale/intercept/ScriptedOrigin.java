package dev.telltale.intercept;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An origin that does exactly what a test says, octet by octet, on plain sockets. */
final class ScriptedOrigin implements AutoCloseable {

  /** What to do with one connection; it is closed afterwards. */
  interface Script {
    void run(Socket socket) throws Exception;
  }

  final AtomicInteger connections = new AtomicInteger();
  private final ServerSocket server;
  private final Script script;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final Queue<byte[]> received = new ConcurrentLinkedQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  ScriptedOrigin(Script script) throws IOException {
    this.script = script;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  /** Reads a request and its declared body, sends {@code response}, and closes. */
  static ScriptedOrigin answering(String response) throws IOException {
    return new ScriptedOrigin(
        socket -> {
          readRequest(socket.getInputStream());
          Rig.send(socket, response);
        });
  }

  /** Sends the responses one after the other, each in answer to one request. */
  static ScriptedOrigin answeringInTurn(String... responses) throws IOException {
    return new ScriptedOrigin(
        socket -> {
          for (String response : responses) {
            readRequest(socket.getInputStream());
            Rig.send(socket, response);
          }
          socket.getInputStream().readAllBytes();
        });
  }

  /** Keeps all that arrives until the connection ends; answers nothing. */
  static ScriptedOrigin listening() throws IOException {
    ScriptedOrigin[] self = new ScriptedOrigin[1];
    CountDownLatch made = new CountDownLatch(1);
    self[0] =
        new ScriptedOrigin(
            socket -> {
              made.await();
              self[0].keep(socket.getInputStream());
            });
    made.countDown();
    return self[0];
  }

  private void keep(InputStream in) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      in.transferTo(all);
    } catch (IOException e) {
      // A reset is an end as well.
    }
    received.add(all.toByteArray());
    ended.countDown();
  }

  /** All that arrived on the first connection, once it has ended. */
  String received() throws InterruptedException {
    if (!ended.await(10, TimeUnit.SECONDS)) {
      throw new AssertionError("the connection to the origin did not end");
    }
    return new String(received.element(), StandardCharsets.ISO_8859_1);
  }

  static String readRequest(InputStream in) throws IOException {
    String head = Rig.readHead(in);
    int at = head.toLowerCase(java.util.Locale.ROOT).indexOf("content-length:");
    if (at >= 0) {
      String value = head.substring(at + 15, head.indexOf('\r', at)).strip();
      return head + new String(in.readNBytes(Integer.parseInt(value)), StandardCharsets.ISO_8859_1);
    }
    return head;
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        connections.incrementAndGet();
        open.add(socket);
        start(
            () -> {
              try (socket) {
                script.run(socket);
              } catch (Exception e) {
                // The proxy may end the connection at any point; tests look at what they got.
              }
            });
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void start(Runnable run) {
    Thread thread = new Thread(run, "scripted-origin");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
