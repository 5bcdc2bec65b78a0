package dev.telltale.cli;

import dev.telltale.model.DeviceProfile;
import dev.telltale.model.Mark;
import dev.telltale.model.Session;
import dev.telltale.record.Query;
import dev.telltale.record.Store;
import dev.telltale.record.TreeHead;
import dev.telltale.report.Letter;
import dev.telltale.util.Hashes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How and with what an app was recorded: what reports and letters state about their source. */
final class RecordingFacts {
  private final Set<String> devices = new LinkedHashSet<>();
  private final Set<String> attributions = new LinkedHashSet<>();
  private final Set<String> rules = new LinkedHashSet<>();
  private final List<Session> sessions = new ArrayList<>();
  private final List<Mark> marks = new ArrayList<>();
  private final @Nullable TreeHead head;

  RecordingFacts(Store store, String app, @Nullable Long session) {
    Set<Long> numbers = new LinkedHashSet<>();
    store.exchanges(
        Query.of(app, session),
        e -> {
          var context = e.observation().context();
          numbers.add(context.session());
          devices.add(context.device());
          attributions.add(
              context.attribution().method() + " (" + context.attribution().confidence() + ")");
        });
    store.findings(
        Query.of(app, session),
        f -> {
          rules.add(f.rulesVersion());
        });
    for (Session s : store.sessions()) {
      if (numbers.contains(s.id())) {
        sessions.add(s);
        marks.addAll(store.marks(s.id()));
      }
    }
    head = store.heads().stream().max(Comparator.comparingLong(TreeHead::count)).orElse(null);
    List<String> named = new ArrayList<>();
    for (String device : devices) {
      named.add(
          store
              .device(device)
              .map(DeviceProfile::platform)
              .map(platform -> device + " (" + platform + ")")
              .orElse(device));
    }
    devices.clear();
    devices.addAll(named);
  }

  String devices() {
    return String.join(", ", devices);
  }

  String attributions() {
    return String.join(", ", attributions);
  }

  String rules() {
    return String.join(", ", rules);
  }

  /** The sessions, each with version and start. */
  String sessions() {
    return String.join(
        "; ",
        sessions.stream()
            .map(
                s ->
                    s.id()
                        + (s.appVersion() == null ? "" : " (" + s.appVersion() + ")")
                        + ", "
                        + time(s.startedAtMillis())
                        + (s.source().equals("live") ? "" : ", " + s.source()))
            .toList());
  }

  /** The versions of the app, null if none was stated. */
  @Nullable String version() {
    Set<String> versions = new LinkedHashSet<>();
    for (Session s : sessions) {
      if (s.appVersion() != null) {
        versions.add(s.appVersion());
      }
    }
    return versions.isEmpty() ? null : String.join(", ", versions);
  }

  /** The marks of the sessions, oldest first. */
  List<Mark> marks() {
    return marks;
  }

  /** The signed head that covers most, null if none was signed. */
  @Nullable TreeHead head() {
    return head;
  }

  private String recorded() {
    return String.join(
        ", ",
        sessions.stream()
            .map(
                s ->
                    time(s.startedAtMillis())
                        + (s.endedAtMillis() == null ? "" : " – " + time(s.endedAtMillis())))
            .toList());
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  Letter.Facts letter(@Nullable String key) {
    return new Letter.Facts(
        version(),
        recorded(),
        devices(),
        attributions(),
        head == null ? null : Hashes.hex(head.root()),
        head == null ? 0 : head.count(),
        key);
  }
}
