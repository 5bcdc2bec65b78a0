package dev.telltale.evidence;

import com.google.gson.JsonElement;
import dev.telltale.model.Attribution;
import dev.telltale.model.Connection;
import dev.telltale.model.Context;
import dev.telltale.model.Gap;
import dev.telltale.model.Phase;
import dev.telltale.model.Tls;
import dev.telltale.record.RecordedGap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members of a HAR's log beside its entries: {@code creator}, tweasel's {@code _tweasel}, our
 * own {@code _telltale} and {@code _gaps}, HTTP Toolkit's {@code _tlsErrors}.
 */
final class HarLogReader {
  private String creator = "unknown";
  private @Nullable String app;
  private @Nullable String appVersion;
  private @Nullable String device;
  private @Nullable Long startedAtMillis;
  private @Nullable Long endedAtMillis;

  /** A gap with its circumstances, where the file states them. */
  record Unseen(Gap gap, @Nullable Context context) {}

  HarImport.Head head() {
    return new HarImport.Head(creator, app, appVersion, device, startedAtMillis, endedAtMillis);
  }

  void take(String name, JsonElement value) throws HarException {
    if (value.isJsonNull()) {
      return;
    }
    switch (name) {
      case "creator" -> {
        Members of = Members.of(value, "log.creator");
        creator = (of.text("name", "unknown") + " " + of.text("version", "")).strip();
      }
      case "_tweasel" -> tweasel(Members.of(value, "log._tweasel"));
      case "_telltale" -> telltale(Members.of(value, "log._telltale"));
      default -> {
        // Everything else is about pages and browsers.
      }
    }
  }

  /** Start, end, device and apps; the format's version 1 and 2 agree in what is read here. */
  private void tweasel(Members of) throws HarException {
    startedAtMillis = of.instant("startDate");
    endedAtMillis = of.instant("endDate");
    Members phone = of.object("device");
    if (phone != null) {
      String name = (phone.text("manufacturer", "") + " " + phone.text("model", "")).strip();
      device = name.isEmpty() ? phone.text("platform") : name;
    }
    List<Members> apps = of.objects("apps");
    if (apps.size() == 1) {
      app = apps.get(0).text("id");
      appVersion = apps.get(0).text("version");
    }
  }

  private void telltale(Members of) throws HarException {
    List<Members> sessions = of.objects("sessions");
    if (sessions.isEmpty()) {
      return;
    }
    startedAtMillis = sessions.get(0).instant("started");
    endedAtMillis = sessions.get(sessions.size() - 1).instant("ended");
    if (sessions.size() == 1) {
      app = sessions.get(0).text("app");
      appVersion = sessions.get(0).text("appVersion");
      device = sessions.get(0).text("device");
    }
  }

  /** The gaps of a log member. */
  List<Unseen> gaps(String name, JsonElement value) throws HarException {
    List<Unseen> gaps = new ArrayList<>();
    if (!value.isJsonArray()) {
      return gaps;
    }
    for (JsonElement element : value.getAsJsonArray()) {
      Members of = Members.of(element, "log." + name + "[" + gaps.size() + "]");
      gaps.add(
          name.equals("_gaps")
              ? new Unseen(gap(of, null), context(of))
              : new Unseen(tlsError(of), null));
    }
    return gaps;
  }

  /** A failed handshake with an app, as HTTP Toolkit lists them. */
  private static Gap tlsError(Members of) throws HarException {
    Long at = of.instant("startedDateTime");
    return new Gap(
        at == null ? 0 : at,
        Gap.Cause.TLS_REFUSED,
        null,
        null,
        of.text("hostname"),
        1,
        "the importing file says: " + of.text("cause", "TLS error"));
  }

  static Gap gap(Members of, @Nullable String exchange) throws HarException {
    Gap.Cause cause;
    try {
      cause = Gap.Cause.of(of.requiredText("cause"));
    } catch (IllegalArgumentException e) {
      throw of.wrong("cause", "a cause of " + RecordedGap.class.getSimpleName());
    }
    Long at = of.instant("time");
    Members connection = of.object("connection");
    return new Gap(
        at == null ? 0 : at,
        cause,
        connection == null ? null : connection(connection),
        exchange,
        of.text("host"),
        Math.max(1, of.whole("count", 1)),
        of.text("detail", ""));
  }

  /** The circumstances in an object of our own, null in others. */
  static @Nullable Context context(Members of) throws HarException {
    Members attribution = of.object("_attribution");
    if (attribution == null) {
      return null;
    }
    return new Context(
        of.whole("_session", 0),
        of.text("_device", "phone"),
        new Attribution(
            of.text("_app"),
            attribution.text("method", "none"),
            attribution.text("confidence", "none")),
        of.text("_phase", Phase.UNMARKED));
  }

  /** A connection of our own. */
  static Connection connection(Members of) throws HarException {
    Long opened = of.instant("opened");
    return new Connection(
        of.requiredText("id"),
        opened == null ? 0 : opened,
        of.text("entry", "import"),
        of.text("clientAddress", HarEntryReader.NO_ADDRESS),
        (int) of.whole("clientPort", 0),
        of.text("credential"),
        of.requiredText("host"),
        (int) of.whole("port", 0),
        of.text("upstreamAddress"),
        tls(of.object("client")),
        tls(of.object("upstream")));
  }

  private static @Nullable Tls tls(@Nullable Members of) throws HarException {
    return of == null
        ? null
        : new Tls(
            of.text("version"), of.text("cipher"), of.text("alpn"), of.text("sni"), of.text("ja4"));
  }
}
