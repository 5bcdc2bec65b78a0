package dev.telltale.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Requests as octets, for what a well-behaved client would not send. */
record Raw(int status, String head, String body) {

  /** Sends lines that are joined by CRLF, and reads until the server closes. */
  static Raw ask(int port, String... lines) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5000);
      String request = String.join("\r\n", lines) + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      String[] parts = answer.split("\r\n\r\n", 2);
      return new Raw(
          Integer.parseInt(parts[0].split(" ")[1]), parts[0], parts.length > 1 ? parts[1] : "");
    }
  }

  /** GET with the right Host, closing the connection, and further field lines. */
  static Raw get(int port, String path, String... fields) throws IOException {
    return ask(port, lines("GET", port, path, fields, null));
  }

  /** POST of JSON. */
  static Raw post(int port, String path, String json, String... fields) throws IOException {
    return ask(port, lines("POST", port, path, fields, json));
  }

  private static String[] lines(
      String method, int port, String path, String[] fields, @Nullable String body) {
    StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    if (String.join("\n", fields)
        .toLowerCase(Locale.ROOT)
        .lines()
        .noneMatch(l -> l.startsWith("host:"))) {
      text.append("Host: 127.0.0.1:").append(port).append("\r\n");
    }
    text.append("Connection: close");
    for (String field : fields) {
      text.append("\r\n").append(field);
    }
    if (body != null) {
      text.append("\r\nContent-Length: ").append(body.getBytes(StandardCharsets.UTF_8).length);
      if (String.join("\n", fields)
          .toLowerCase(Locale.ROOT)
          .lines()
          .noneMatch(l -> l.startsWith("content-type:"))) {
        text.append("\r\nContent-Type: application/json");
      }
      text.append("\r\n\r\n").append(body);
    }
    return new String[] {text.toString()};
  }

  /** The value of an answer's field, empty if it has none. */
  String field(String name) {
    return head.lines()
        .filter(
            line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }
}
