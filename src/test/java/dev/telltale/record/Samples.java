package dev.telltale.record;

import dev.telltale.model.Attribution;
import dev.telltale.model.Body;
import dev.telltale.model.Connection;
import dev.telltale.model.Context;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Gap;
import dev.telltale.model.Header;
import dev.telltale.model.Message;
import dev.telltale.model.Observation;
import dev.telltale.model.Outcome;
import dev.telltale.model.Recipient;
import dev.telltale.model.Request;
import dev.telltale.model.Response;
import dev.telltale.model.Session;
import dev.telltale.model.Tls;
import dev.telltale.util.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fictional recordings for tests. */
public final class Samples {
  public static final long START = 1_795_000_000_123L;

  private Samples() {}

  public static Session session(@Nullable String app) {
    return new Session(
        0,
        "pixel",
        app,
        "1.2",
        "live",
        "0.1.0",
        "rules-1",
        Hashes.sha256Hex(new byte[0]),
        START,
        null);
  }

  public static Context context(long session, @Nullable String app, String phase) {
    return new Context(
        session,
        "pixel",
        app == null ? Attribution.NONE : new Attribution(app, "proxy-credential", "certain"),
        phase);
  }

  public static Body body(byte[] content) {
    return content.length == 0
        ? Body.EMPTY
        : new Body(Hashes.sha256Hex(content), content.length, content.length, content);
  }

  public static Body body(String content) {
    return body(content.getBytes(StandardCharsets.UTF_8));
  }

  public static Connection connection(int n, String host, boolean encrypted) {
    Tls client =
        new Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256", "h2", host, "t13d1516h2_8daaf6152771");
    return new Connection(
        "0193d000-0000-7000-8000-%012d".formatted(n),
        START - 5,
        "proxy",
        "192.0.2.10",
        40_000 + n,
        "com.example.app",
        host,
        encrypted ? 443 : 80,
        "203.0.113.7",
        encrypted ? client : null,
        encrypted ? new Tls("TLSv1.2", "ECDHE", null, host, null) : null);
  }

  public static Recipient recipient(String host) {
    int dot = host.lastIndexOf('.', host.lastIndexOf('.') - 1);
    return new Recipient(
        host, host.substring(dot + 1), "Example Ltd", null, null, "third", "DE", "203.0.113.7");
  }

  public static String id(int n) {
    return "0193d111-0000-7000-8000-%012d".formatted(n);
  }

  public static Observation observation(int n, Context context, String host, boolean encrypted) {
    Request request =
        new Request(
            "POST",
            (encrypted ? "https://" : "http://") + host + "/collect?n=" + n,
            "/collect?n=" + n,
            List.of(
                new Header("Host", host),
                new Header("X-Twice", "one"),
                new Header("content-TYPE", "application/json"),
                new Header("X-Twice", "two"),
                new Header("X-Octets", "caf\u00e9 \u0001")),
            List.of(new Header("X-Trailer", "t")),
            body("{\"n\":" + n + ",\"ad\":\"5f2d8c41-0b7e-4e3a-9c55-7a1be4f0d263\"}"));
    Response response =
        new Response(
            200,
            "OK",
            List.of(new Header("Set-Cookie", "a=1"), new Header("Set-Cookie", "b=2")),
            List.of(),
            body("{\"ok\":true}"));
    return new Observation(
        new Exchange(
            id(n),
            connection(n % 50, host, encrypted),
            encrypted ? "HTTP/2" : "HTTP/1.1",
            request,
            response,
            List.of(),
            Outcome.COMPLETE,
            null,
            START + n,
            12),
        context,
        recipient(host));
  }

  /** An observation with everything that can be null set or filled the other way round. */
  public static Observation odd(int n, Context context) {
    Exchange exchange =
        new Exchange(
            id(n),
            new Connection(
                "c-odd",
                START,
                "socks",
                "2001:db8::1",
                1,
                null,
                "ws.example",
                80,
                null,
                null,
                null),
            "HTTP/1.1",
            new Request(
                "GET",
                "ws://ws.example/\u4e2d\u6587",
                "/%E4%B8%AD%E6%96%87",
                List.of(new Header("X-Wide", "\u4e2d\u6587\ud83d\ude00"), new Header("", "")),
                List.of(),
                new Body(
                    Hashes.sha256Hex(new byte[] {1}), 5_000_000_000L, 3, new byte[] {1, 2, 3})),
            null,
            List.of(
                new Message(Message.Direction.SENT, START + 1, "websocket-text", 5, bytes("hello")),
                new Message(
                    Message.Direction.RECEIVED, START + 2, "websocket-binary", 9, bytes("")),
                new Message(
                    Message.Direction.RECEIVED,
                    START + 3,
                    "websocket-close",
                    2,
                    new byte[] {3, -24})),
            Outcome.UPSTREAM_FAILED,
            "connection reset",
            START + n,
            0);
    return new Observation(
        exchange,
        context,
        new Recipient("ws.example", "ws.example", null, null, null, "unknown", null, null));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static Finding finding(int n, String type, String kind) {
    return new Finding(
        id(n),
        type,
        kind,
        "5f2d8c41-0b7e-4e3a-9c55-7a1be4f0d263",
        "5f2d8c41-0b7e-4e3a-9c55-7a1be4f0d263",
        "body:/ad",
        List.of("json", "plain"),
        10,
        46,
        "known-value",
        "profile:" + kind,
        0.99,
        "the phone's advertising id",
        null);
  }

  public static Gap gap(Gap.Cause cause, String host) {
    return new Gap(
        START, cause, connection(1, host, true), null, host, 2, "alert certificate_unknown");
  }
}
