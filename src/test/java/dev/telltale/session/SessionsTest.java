package dev.telltale.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.model.Attribution;
import dev.telltale.model.Context;
import dev.telltale.model.Mark;
import dev.telltale.model.Session;
import dev.telltale.util.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private final AtomicLong now = new AtomicLong(1_000);
  private final MemoryLog log = new MemoryLog();
  private final Sessions sessions =
      new Sessions(
          log,
          new Clock() {
            @Override
            public long epochMillis() {
              return now.get();
            }

            @Override
            public long monotonicNanos() {
              return now.get() * 1_000_000;
            }
          },
          new Sessions.Provenance("1", "rules", "hash"));

  private Context at(long millis) {
    return sessions.contextAt("pixel", millis, Attribution.NONE);
  }

  @Test
  void anExchangeBelongsToThePhaseInWhichItBegan() {
    sessions.start("pixel", "com.fable", "1.0", "before-consent");
    now.set(2_000);
    sessions.mark("pixel", "after-consent", "tapped Agree");
    now.set(9_000);
    assertThat(at(1_999).phase()).isEqualTo("before-consent");
    assertThat(at(2_000).phase()).isEqualTo("after-consent");
    assertThat(log.marks)
        .extracting(Mark::phase)
        .containsExactly("before-consent", "after-consent");
  }

  @Test
  void aSessionStatesTheAppUnlessTheConnectionIsCertain() {
    sessions.start("pixel", "com.fable", null, null);
    assertThat(at(1_000).attribution())
        .isEqualTo(new Attribution("com.fable", "session", "stated"));
    Attribution certain = new Attribution("com.hearth", "proxy-credential", "certain");
    assertThat(sessions.contextAt("pixel", 1_000, certain).attribution()).isEqualTo(certain);
  }

  @Test
  void startingAnewEndsTheOldAndKeepsWhatBeganInIt() {
    Session first = sessions.start("pixel", "com.fable", "1.0", null);
    now.set(5_000);
    Session second = sessions.start("pixel", "com.fable", "2.0", null);
    assertThat(log.ended).containsExactly(first.id());
    assertThat(at(4_999).session()).isEqualTo(first.id());
    assertThat(at(5_000).session()).isEqualTo(second.id());
    assertThat(sessions.running()).extracting(Session::id).containsExactly(second.id());
  }

  @Test
  void trafficAfterAStopOpensASessionThatStatesNoApp() {
    sessions.start("pixel", "com.fable", null, "foreground");
    now.set(3_000);
    assertThat(sessions.stop("pixel")).isPresent();
    assertThat(sessions.stop("pixel")).isEmpty();
    now.set(4_000);
    Context after = at(3_500);
    assertThat(after.attribution()).isEqualTo(Attribution.NONE);
    assertThat(after.session()).isEqualTo(2);
    assertThat(at(4_100).session()).isEqualTo(2);
    assertThat(at(2_000).attribution().app()).isEqualTo("com.fable");
  }

  @Test
  void devicesDoNotMix() {
    sessions.start("pixel", "com.fable", null, "before-consent");
    sessions.start("mate", "com.hearth", null, "after-consent");
    assertThat(at(1_000).attribution().app()).isEqualTo("com.fable");
    assertThat(sessions.contextAt("mate", 1_000, Attribution.NONE).phase())
        .isEqualTo("after-consent");
    sessions.stopAll();
    assertThat(sessions.running()).isEmpty();
  }

  private static final class MemoryLog implements SessionLog {
    private final List<Session> sessions = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();
    private final List<Long> ended = new ArrayList<>();

    @Override
    public Session start(Session draft) {
      Session session =
          new Session(
              sessions.size() + 1,
              draft.device(),
              draft.app(),
              draft.appVersion(),
              draft.source(),
              draft.toolVersion(),
              draft.rulesVersion(),
              draft.configurationSha256(),
              draft.startedAtMillis(),
              null);
      sessions.add(session);
      return session;
    }

    @Override
    public void end(long session, long atMillis) {
      ended.add(session);
    }

    @Override
    public void mark(Mark mark) {
      marks.add(mark);
    }

    @Override
    public List<Session> sessions() {
      return sessions;
    }
  }
}
