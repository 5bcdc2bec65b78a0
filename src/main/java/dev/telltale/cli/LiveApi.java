package dev.telltale.cli;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Talks to the running instance of a data folder through its own HTTP API. */
final class LiveApi {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private final InstanceFile instance;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  LiveApi(InstanceFile instance) {
    this.instance = instance;
  }

  JsonElement get(String path) {
    return send(request(path).GET());
  }

  JsonElement post(String path, JsonObject body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(new Gson().toJson(body))));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(instance.web() + path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + instance.token());
  }

  private JsonElement send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw new UsageException(Terminal.plain(response.body()));
      }
      return JsonParser.parseString(response.body());
    } catch (IOException | JsonParseException e) {
      throw new UsageException(
          instance.web()
              + ": the running instance does not answer ("
              + e.getMessage()
              + "); is process "
              + instance.pid()
              + " alive?",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UsageException("interrupted", e);
    }
  }
}
