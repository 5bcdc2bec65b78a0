package dev.telltale.web;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.telltale.Lab;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Chromium without a window, driven by its DevTools protocol. */
final class Browser implements AutoCloseable {
  private final Path folder;
  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger last = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();

  /** Names of events that came, such as {@code Page.javascriptDialogOpening}. */
  final List<String> events = new CopyOnWriteArrayList<>();

  Browser() throws Exception {
    String chromium = Lab.require("chromium");
    folder = Files.createTempDirectory("telltale-browser");
    process =
        new ProcessBuilder(
                chromium,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--user-data-dir=" + folder,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Path portFile = folder.resolve("DevToolsActivePort");
    Awaitility.await()
        .atMost(30, TimeUnit.SECONDS)
        .until(() -> Files.exists(portFile) && Files.readAllLines(portFile).size() > 1);
    String port = Files.readAllLines(portFile).get(0);
    HttpClient client = HttpClient.newHttpClient();
    String list =
        client
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json")).build(),
                BodyHandlers.ofString())
            .body();
    String address = "";
    for (JsonElement target : JsonParser.parseString(list).getAsJsonArray()) {
      if (target.getAsJsonObject().get("type").getAsString().equals("page")) {
        address = target.getAsJsonObject().get("webSocketDebuggerUrl").getAsString();
      }
    }
    socket =
        client
            .newWebSocketBuilder()
            .buildAsync(URI.create(address), new Answers())
            .get(10, TimeUnit.SECONDS);
    command("Page.enable", new JsonObject());
    command("Runtime.enable", new JsonObject());
    command("Log.enable", new JsonObject());
  }

  private final class Answers implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean end) {
      text.append(data);
      if (end) {
        JsonObject message = JsonParser.parseString(text.toString()).getAsJsonObject();
        text.setLength(0);
        if (message.has("id")) {
          waiting.remove(message.get("id").getAsInt()).complete(message);
        } else {
          String name = message.get("method").getAsString();
          events.add(
              name.equals("Log.entryAdded") || name.equals("Runtime.exceptionThrown")
                  ? name + " " + message.get("params")
                  : name);
        }
      }
      from.request(1);
      return null;
    }
  }

  private JsonObject command(String method, JsonObject parameters) throws Exception {
    int id = last.incrementAndGet();
    JsonObject message = new JsonObject();
    message.addProperty("id", id);
    message.addProperty("method", method);
    message.add("params", parameters);
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    socket.sendText(message.toString(), true).get(10, TimeUnit.SECONDS);
    return answer.get(20, TimeUnit.SECONDS);
  }

  /** Goes to an address. */
  void open(String address) throws Exception {
    JsonObject parameters = new JsonObject();
    parameters.addProperty("url", address);
    command("Page.navigate", parameters);
  }

  /** The value of an expression in the page, as text. */
  String evaluate(String expression) throws Exception {
    JsonObject parameters = new JsonObject();
    parameters.addProperty("expression", "(async () => String(" + expression + "))()");
    parameters.addProperty("awaitPromise", true);
    JsonObject result = command("Runtime.evaluate", parameters).getAsJsonObject("result");
    JsonElement value = result.getAsJsonObject("result").get("value");
    return value == null ? result.toString() : value.getAsString();
  }

  /** Waits until an expression is true. */
  void until(String expression) {
    Awaitility.await(expression)
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .until(() -> evaluate(expression).equals("true"));
  }

  @Override
  public void close() throws IOException, InterruptedException {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
