package dev.telltale.decode;

import static dev.telltale.decode.Requests.base64;
import static dev.telltale.decode.Requests.get;
import static dev.telltale.decode.Requests.gzip;
import static dev.telltale.decode.Requests.hex;
import static dev.telltale.decode.Requests.post;
import static dev.telltale.decode.Requests.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.model.Request;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every value is reached in every encoding at every place, and says so in the same words. */
class PlacesByEncodingsTest {
  private static final List<String> VALUES =
      List.of(
          "350000000000006",
          "a4:50:46:00:00:02",
          "5f2d8c41-0000-4e3a-9c55-7a1be4f0d263",
          "li.mingyuan@mail.example",
          "+8613700000000",
          "李明远与张伟",
          "39.918734,116.397812");

  /** How a text is carried at a place. */
  private record Place(String where, List<String> chain, Function<String, Request> carry) {}

  /** How a value is encoded, what the place then adds, and the chain. */
  private record Coding(String step, List<String> chain, Function<String, String> encode) {}

  private static List<Place> places() {
    return List.of(
        new Place("query:v", List.of(), t -> get("/?a=1&v=" + url(t))),
        new Place("path:1", List.of(), t -> get("/p/" + url(t).replace("+", "%20"))),
        new Place("header:X-V", List.of(), t -> get("/", "X-V", latin(t))),
        new Place("cookie:v", List.of("url"), t -> get("/", "Cookie", "a=b; v=" + url(t))),
        new Place(
            "form:v",
            List.of("form"),
            t -> post("application/x-www-form-urlencoded", "a=1&v=" + url(t))),
        new Place(
            "body:/d/v",
            List.of("json"),
            t -> post("application/json", "{\"d\":{\"a\":1,\"v\":" + quoted(t) + "}}")),
        new Place(
            "body:/d/v",
            List.of("gzip", "json"),
            t ->
                post(
                    "application/json",
                    gzip(utf8("{\"d\":{\"v\":" + quoted(t) + "}}")),
                    "Content-Encoding",
                    "gzip")),
        new Place(
            "multipart:v",
            List.of("multipart"),
            t ->
                post(
                    "multipart/form-data; boundary=b",
                    "--b\r\nContent-Disposition: form-data; name=\"v\"\r\n\r\n" + t + "\r\n--b--")),
        new Place(
            "proto:3.2",
            List.of("protobuf"),
            t ->
                post(
                    "application/x-protobuf",
                    Protobuf.message().message(3, Protobuf.message().text(2, t)).octets())));
  }

  private static List<Coding> codings() {
    return List.of(
        new Coding("", List.of(), t -> t),
        new Coding("", List.of("base64"), Requests::base64),
        new Coding("", List.of("hex"), t -> hex(utf8(t))),
        new Coding("#/k/v", List.of("json"), t -> json(t)),
        new Coding("#b64:/k/v", List.of("base64", "json"), t -> base64(json(t))),
        new Coding(
            "#b64:/k/v", List.of("base64", "gzip", "json"), t -> base64(gzip(utf8(json(t))))),
        new Coding(
            "#b64:/k/v#b64:/k/v",
            List.of("base64", "json", "base64", "json"),
            t -> base64(json(base64(json(t))))),
        new Coding(
            "#b64:proto:1",
            List.of("base64", "protobuf"),
            t -> base64(Protobuf.message().text(1, t).varint(2, 5).octets())),
        new Coding("#query:v", List.of("query"), t -> "a=1&v=" + url(t)));
  }

  private static String json(String t) {
    return "{\"k\":{\"v\":" + quoted(t) + "}}";
  }

  private static String quoted(String t) {
    return "\"" + t.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String url(String t) {
    return URLEncoder.encode(t, StandardCharsets.UTF_8);
  }

  private static String latin(String t) {
    return new String(utf8(t), StandardCharsets.ISO_8859_1);
  }

  static Stream<String> names() {
    List<String> names = new ArrayList<>();
    for (int p = 0; p < places().size(); p++) {
      for (int c = 0; c < codings().size(); c++) {
        names.add(p + " " + c);
      }
    }
    return names.stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void reached(String name) {
    Place place = places().get(Integer.parseInt(name.split(" ")[0]));
    Coding coding = codings().get(Integer.parseInt(name.split(" ")[1]));
    for (String value : VALUES) {
      Request request = place.carry.apply(coding.encode.apply(value));
      Decoded decoded = Requests.decode(request);
      Map<String, List<String>> reached = new LinkedHashMap<>();
      for (Node node : Requests.all(decoded)) {
        if (node.text().equals(value)) {
          reached.put(node.where(), node.encoding());
        }
      }
      String where = place.where + coding.step;
      assertThat(reached).as(value).containsKey(where);
      List<String> chain = new ArrayList<>(place.chain);
      chain.addAll(coding.chain);
      List<String> said = new ArrayList<>(reached.getOrDefault(where, List.of()));
      if (place.where.startsWith("cookie") && !said.contains("url")) {
        // Nothing in this value needed percent-encoding.
        chain.remove("url");
      }
      assertThat(said).as(value).isEqualTo(chain);
      assertThat(decoded.limits()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void theSameInAnyLocale(String name) {
    Place place = places().get(Integer.parseInt(name.split(" ")[0]));
    Coding coding = codings().get(Integer.parseInt(name.split(" ")[1]));
    Request request = place.carry.apply(coding.encode.apply(VALUES.get(3)));
    Locale before = Locale.getDefault();
    List<List<String>> said = new ArrayList<>();
    try {
      for (String tag : Arrays.asList("en-US", "tr-TR", "ar-SA-u-nu-arab")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        said.add(Requests.leaves(request));
      }
    } finally {
      Locale.setDefault(before);
    }
    assertThat(said).containsOnly(said.get(0));
  }
}
