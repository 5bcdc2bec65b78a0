package dev.telltale.cli.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.evidence.bundle.Identity;
import dev.telltale.evidence.bundle.SignedHead;
import dev.telltale.model.Attribution;
import dev.telltale.model.Body;
import dev.telltale.model.Connection;
import dev.telltale.model.Context;
import dev.telltale.model.Exchange;
import dev.telltale.model.Observation;
import dev.telltale.model.Outcome;
import dev.telltale.model.Recipient;
import dev.telltale.model.Request;
import dev.telltale.record.RecordedExchange;
import dev.telltale.record.Store;
import dev.telltale.record.StoreException;
import dev.telltale.util.Clock;
import dev.telltale.util.Hashes;
import dev.telltale.util.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadSignerTest {
  @TempDir Path folder;

  private static byte[] leaf(RecordedExchange exchange) {
    return Hashes.digest("SHA-256").digest(new byte[] {(byte) exchange.sequence()});
  }

  private Store open() {
    return Store.open(folder.resolve("data"), Clock.SYSTEM, Limits.DEFAULT, HeadSignerTest::leaf);
  }

  private static void append(Store store, int number) {
    Connection connection =
        new Connection("c", 1, "proxy", "192.0.2.1", 9, null, "a.example", 80, null, null, null);
    Exchange exchange =
        new Exchange(
            "e" + number,
            connection,
            "HTTP/1.1",
            new Request("GET", "http://a.example/", "/", List.of(), List.of(), Body.EMPTY),
            null,
            List.of(),
            Outcome.UPSTREAM_FAILED,
            null,
            number,
            0);
    store.append(
        new Observation(
            exchange,
            new Context(1, "d", Attribution.NONE, "p"),
            new Recipient("a.example", "a.example", null, null, null, "third", null, null)));
    store.flush();
  }

  @Test
  void signsWhatIsNewAndOnlyOnce() throws IOException {
    Identity identity = Identity.openOrCreate(folder.resolve("certs"));
    try (Store store = open();
        HeadSigner signer = new HeadSigner(store, identity, Clock.SYSTEM)) {
      append(store, 1);
      assertThat(signer.sign()).isEqualTo(1);
      assertThat(signer.sign()).isEqualTo(1);
      append(store, 2);
      assertThat(signer.sign()).isEqualTo(2);
      assertThat(store.heads()).hasSize(2).allMatch(head -> SignedHead.isBy(head, identity));
    }
  }

  @Test
  void aNewKeySignsWhatTheOldOneSigned() throws IOException {
    Path certs = folder.resolve("certs");
    try (Store store = open()) {
      append(store, 1);
      new HeadSigner(store, Identity.openOrCreate(certs), Clock.SYSTEM).close();
      Identity.rotate(certs, Clock.SYSTEM);
      Identity after = Identity.openOrCreate(certs);
      new HeadSigner(store, after, Clock.SYSTEM).close();
      assertThat(store.heads()).hasSize(2);
      assertThat(SignedHead.isBy(store.heads().get(1), after)).isTrue();
    }
  }

  @Test
  void f85_aTreeThatWasChangedAfterItWasSignedIsNotSignedAgain() throws Exception {
    Identity identity = Identity.openOrCreate(folder.resolve("certs"));
    try (Store store = open()) {
      append(store, 1);
      append(store, 2);
      new HeadSigner(store, identity, Clock.SYSTEM).close();
    }
    try (var sql =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/telltale.db"));
        var statement = sql.createStatement()) {
      statement.executeUpdate("UPDATE exchanges SET leaf = zeroblob(32) WHERE seq = 2");
    }
    try (Store store = open();
        HeadSigner signer = new HeadSigner(store, identity, Clock.SYSTEM)) {
      append(store, 3);
      assertThatThrownBy(signer::sign)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("changed after it was signed");
      assertThat(store.heads()).hasSize(1);
    }
  }
}
