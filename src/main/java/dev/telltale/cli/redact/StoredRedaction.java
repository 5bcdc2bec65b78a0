package dev.telltale.cli.redact;

import dev.telltale.classify.Classifier;
import dev.telltale.classify.CompiledProfile;
import dev.telltale.classify.ProfileException;
import dev.telltale.classify.ValueSearch;
import dev.telltale.cli.UsageException;
import dev.telltale.cli.live.Analysis;
import dev.telltale.decode.MessageDecoder;
import dev.telltale.model.DeviceProfile;
import dev.telltale.model.Session;
import dev.telltale.record.Query;
import dev.telltale.record.Recordings;
import dev.telltale.util.Limits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The redaction of a recording: of all that its phones' profiles and its findings hold. */
public final class StoredRedaction {
  private StoredRedaction() {}

  /**
   * Prepares it.
   *
   * @param session only this session's findings count, null for all; profiles always do
   * @param pseudonyms what stands for a value throughout the case
   */
  public static Redaction of(
      Recordings recordings, @Nullable Long session, UnaryOperator<String> pseudonyms) {
    MessageDecoder decoder = Analysis.decoder(Limits.DEFAULT);
    Classifier classifier = Analysis.classifier(decoder, Limits.DEFAULT);
    Map<String, CompiledProfile> profiles = new HashMap<>();
    return new Redaction(
        decoder,
        classifier,
        device ->
            profiles.computeIfAbsent(
                device,
                name -> compile(classifier, recordings.device(name).orElse(DeviceProfile.EMPTY))),
        ValueSearch.of(values(recordings, session)),
        pseudonyms);
  }

  private static CompiledProfile compile(Classifier classifier, DeviceProfile profile) {
    try {
      return classifier.compile(profile);
    } catch (ProfileException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Every planted and every detected value, by kind. The names of apps under test are none. */
  static Map<String, List<String>> values(Recordings recordings, @Nullable Long session) {
    Map<String, Set<String>> values = new TreeMap<>();
    Set<String> apps = new HashSet<>();
    for (Session s : recordings.sessions()) {
      if (s.app() != null) {
        apps.add(s.app());
      }
    }
    for (DeviceProfile device : recordings.devices()) {
      device.values().forEach((kind, all) -> all.forEach(value -> add(values, kind, value)));
    }
    recordings.findings(
        Query.of(null, session),
        found -> {
          String value = found.finding().value();
          if (!apps.contains(value)) {
            add(values, found.finding().kind(), value);
          }
        });
    Map<String, List<String>> lists = new TreeMap<>();
    values.forEach((kind, all) -> lists.put(kind, new ArrayList<>(all)));
    return lists;
  }

  private static void add(Map<String, Set<String>> values, String kind, String value) {
    values.computeIfAbsent(kind, k -> new LinkedHashSet<>()).add(value);
  }
}
