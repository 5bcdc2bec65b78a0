package dev.telltale.evidence.bundle;

import dev.telltale.model.Attribution;
import dev.telltale.model.Body;
import dev.telltale.model.Connection;
import dev.telltale.model.Context;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Header;
import dev.telltale.model.Message;
import dev.telltale.model.Observation;
import dev.telltale.model.Outcome;
import dev.telltale.model.Recipient;
import dev.telltale.model.Request;
import dev.telltale.model.Response;
import dev.telltale.model.Session;
import dev.telltale.model.Tls;
import dev.telltale.record.Store;
import dev.telltale.record.TreeHead;
import dev.telltale.util.Clock;
import dev.telltale.util.Hashes;
import dev.telltale.util.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A small recording and its bundle. */
final class BundleFixture {
  private final Path folder;
  private final Identity identity;

  BundleFixture(Path folder) throws IOException {
    this.folder = folder;
    this.identity = Identity.openOrCreate(folder.resolve("certs"));
    record(data(), 7);
  }

  Path data() {
    return folder.resolve("data");
  }

  Identity identity() {
    return identity;
  }

  Path bundle() throws IOException {
    Path bundle = folder.resolve("bundle.zip");
    write(data(), bundle);
    return bundle;
  }

  void record(Path data, int exchanges) {
    try (Store store = Store.open(data, Clock.SYSTEM, Limits.DEFAULT, CaseKey.openOrCreate(data))) {
      long session =
          store.startSession(
              new Session(0, "pixel", "com.fable", "1.0", "live", "1", "r", "h", 1_000, null));
      MerkleTree tree = new MerkleTree();
      for (int i = 0; i < exchanges; i++) {
        Observation observation = observation(i, session);
        store.append(observation);
        if (i == 2) {
          store.findings(observation, List.of(finding(observation)), "r");
        }
      }
      store.flush();
      store.leaves((sequence, leaf) -> tree.add(leaf));
      store.appendHead(SignedHead.sign(tree, identity, 1_763_000_000_000L));
    }
  }

  void write(Path data, Path out) throws IOException {
    try (Store store = Store.openReadOnly(data)) {
      TreeHead head = store.heads().get(store.heads().size() - 1);
      new BundleWriter(store, identity, CaseKey.open(data))
          .write(
              head, new BundleWriter.Content(null, Map.of("version", "1"), null, new byte[0]), out);
    }
  }

  private static Body body(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Body(Hashes.sha256Hex(bytes), bytes.length, bytes.length, bytes);
  }

  private static Observation observation(int i, long session) {
    Tls tls =
        new Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256", "h2", "t.example", i == 0 ? null : "t13d");
    Connection connection =
        new Connection(
            "c" + i,
            1_000 + i,
            "proxy",
            "192.0.2.7",
            40_000 + i,
            "com.fable",
            "t.example",
            443,
            "203.0.113.9",
            tls,
            tls);
    byte[] cut = "kept".getBytes(StandardCharsets.UTF_8);
    Exchange exchange =
        new Exchange(
            "0193-" + i,
            connection,
            "HTTP/2",
            new Request(
                "POST",
                "https://t.example/collect?i=" + i,
                "/collect?i=" + i,
                List.of(
                    new Header("X-A", "1"),
                    new Header("x-a", "2"),
                    new Header("n\u00e9", "\u00ff")),
                List.of(),
                body("{\"imei\":\"35693803564380" + i + "\"}")),
            i == 1
                ? null
                : new Response(
                    200,
                    "OK",
                    List.of(),
                    List.of(new Header("t", "v")),
                    i == 3 ? new Body(Hashes.sha256Hex(new byte[9]), 9, 4, cut) : Body.EMPTY),
            List.of(
                new Message(
                    Message.Direction.SENT,
                    5,
                    "websocket-text",
                    5,
                    "hello".getBytes(StandardCharsets.UTF_8))),
            i == 1 ? Outcome.UPSTREAM_FAILED : Outcome.COMPLETE,
            i == 1 ? "refused" : null,
            1_700_000_000_000L + i,
            12);
    return new Observation(
        exchange,
        new Context(
            session,
            "pixel",
            new Attribution("com.fable", "proxy-credential", "certain"),
            "before-consent"),
        new Recipient("t.example", "t.example", null, null, null, "third", null, "203.0.113.9"));
  }

  private static Finding finding(Observation observation) {
    return new Finding(
        observation.exchange().id(),
        "device.imei",
        "device.imei",
        "356938035643802",
        "356938035643802",
        "body:/imei",
        List.of("json"),
        9,
        24,
        "key-shape",
        "imei",
        0.9,
        "key and checksum",
        null);
  }
}
