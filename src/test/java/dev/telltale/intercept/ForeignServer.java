package dev.telltale.intercept;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/** What is the same for every program of somebody else that a test starts on loopback. */
final class ForeignServer {
  private ForeignServer() {}

  /** Whether something takes connections at a port. */
  static boolean accepts(int port) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Asks a program to end, and makes it end if it does not within five seconds. */
  static void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
