package dev.telltale.declare;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.telltale.declare.Statement.Act;
import dev.telltale.declare.Statement.Closure;
import dev.telltale.declare.Statement.Layer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Apple's three forms of the same label: {@code PrivacyInfo.xcprivacy}, the App Store's {@code
 * privacyDetails} JSON, and fastlane's {@code app_privacy_details.json}. All say what the app or
 * its partners collect; none names a recipient. Tracking is read as the purpose {@code ads-third}.
 */
final class AppleLabels {
  private static final String TYPES = "NSPrivacyCollectedDataTypes";
  private static final String TYPE = "NSPrivacyCollectedDataType";
  private static final Set<String> PROTECTIONS =
      Set.of(
          "DATA_USED_TO_TRACK_YOU",
          "DATA_LINKED_TO_YOU",
          "DATA_NOT_LINKED_TO_YOU",
          "DATA_NOT_COLLECTED",
          "DATA_NOT_PROVIDED");

  private final String text;
  private final StatementList out;
  private final Layer layer;

  private AppleLabels(String text, StatementList out, Layer layer) {
    this.text = text;
    this.out = out;
    this.layer = layer;
  }

  /** Reads the root value of a privacy manifest. */
  static void readManifest(Object root, String text, StatementList out) {
    AppleLabels labels = new AppleLabels(text, out, Layer.MANIFEST);
    if (!(root instanceof Map<?, ?> map)
        || map.keySet().stream().noneMatch(k -> k.toString().startsWith("NSPrivacy"))) {
      out.warn("property list without NSPrivacy… keys (expected: PrivacyInfo.xcprivacy)");
      return;
    }
    for (Object key : map.keySet()) {
      if (!Set.of(
              "NSPrivacyTracking", "NSPrivacyTrackingDomains", TYPES, "NSPrivacyAccessedAPITypes")
          .contains(key.toString())) {
        out.warn("unknown key kept but not used: " + Words.shorten(key.toString()));
      }
    }
    Object types = map.get(TYPES);
    if (types instanceof List<?> list) {
      for (Object entry : list) {
        if (entry instanceof Map<?, ?> type) {
          labels.manifestType(type);
        } else {
          out.warn(TYPES + " holds a value that is not a dictionary");
        }
      }
    } else if (types != null) {
      out.warn(TYPES + " is not an array");
    }
    labels.close("NSPrivacyCollectedDataTypes");
  }

  private void manifestType(Map<?, ?> entry) {
    Object name = entry.get(TYPE);
    if (name == null) {
      out.warn("entry of " + TYPES + " without " + TYPE);
      return;
    }
    Set<String> purposes = new LinkedHashSet<>();
    if (entry.get(TYPE + "Purposes") instanceof List<?> list) {
      list.forEach(p -> purpose(p.toString(), purposes));
    }
    if (Boolean.TRUE.equals(entry.get(TYPE + "Tracking"))) {
      purposes.add("ads-third");
    }
    state(name.toString(), purposes);
  }

  static boolean isStoreDetails(JsonElement root) {
    return find(root, 0) != null;
  }

  static boolean isFastlane(JsonElement root) {
    return root instanceof JsonArray array
        && !array.isEmpty()
        && array.get(0) instanceof JsonObject first
        && first.has("data_protections");
  }

  /** Reads the App Store's privacy details, wherever in the document they are. */
  static void readStore(JsonElement root, String text, StatementList out) {
    AppleLabels labels = new AppleLabels(text, out, Layer.LABEL);
    JsonArray types = find(root, 0);
    if (types == null) {
      out.warn("no privacyTypes in it (expected: the App Store's privacyDetails)");
      return;
    }
    boolean provided = true;
    for (JsonElement element : types) {
      if (!(element instanceof JsonObject type)) {
        continue;
      }
      String id = string(type, "identifier");
      if (!PROTECTIONS.contains(id)) {
        out.warn("unknown privacy type kept but not used: " + Words.shorten(id));
      }
      provided &= !id.equals("DATA_NOT_PROVIDED");
      Set<String> tracking = id.equals("DATA_USED_TO_TRACK_YOU") ? Set.of("ads-third") : Set.of();
      labels.categories(type, tracking);
      for (JsonElement purpose : array(type, "purposes")) {
        if (purpose instanceof JsonObject of) {
          Set<String> purposes = new LinkedHashSet<>(tracking);
          labels.purpose(string(of, "identifier"), purposes);
          labels.categories(of, purposes);
        }
      }
    }
    if (provided) {
      labels.close("App Store privacy details");
    } else {
      out.warn("the developer has not provided privacy details; silence means nothing here");
    }
  }

  private void categories(JsonObject of, Set<String> purposes) {
    for (JsonElement category : array(of, "dataCategories")) {
      if (category instanceof JsonObject named) {
        for (JsonElement type : array(named, "dataTypes")) {
          if (type.isJsonPrimitive()) {
            state(type.getAsString(), purposes);
          }
        }
      }
    }
  }

  /** Reads fastlane's file. */
  static void readFastlane(JsonElement root, String text, StatementList out) {
    AppleLabels labels = new AppleLabels(text, out, Layer.LABEL);
    for (JsonElement element : root.getAsJsonArray()) {
      if (!(element instanceof JsonObject entry)) {
        continue;
      }
      Set<String> purposes = new LinkedHashSet<>();
      for (JsonElement purpose : array(entry, "purposes")) {
        if (purpose.isJsonPrimitive()) {
          labels.purpose(purpose.getAsString(), purposes);
        }
      }
      List<String> protections = new ArrayList<>();
      for (JsonElement protection : array(entry, "data_protections")) {
        if (protection.isJsonPrimitive()) {
          protections.add(protection.getAsString());
        }
      }
      protections.stream()
          .filter(p -> !PROTECTIONS.contains(p))
          .forEach(p -> out.warn("unknown protection kept but not used: " + Words.shorten(p)));
      if (protections.contains("DATA_USED_TO_TRACK_YOU")) {
        purposes.add("ads-third");
      }
      if (entry.has("category")) {
        labels.state(string(entry, "category"), purposes);
      }
    }
    labels.close("App Store privacy details");
  }

  private void purpose(String id, Set<String> purposes) {
    String purpose = Purposes.shipped().ofStore("apple", id);
    if (purpose == null) {
      out.warn("unknown purpose: " + Words.shorten(id));
    } else {
      purposes.add(purpose);
    }
  }

  private void state(String name, Set<String> purposes) {
    LabelTypes.LabelType type = LabelTypes.APPLE.of(name);
    if (type == null) {
      out.warn("unknown data type, ticked but not understood: " + Words.shorten(name));
      return;
    }
    int start = Math.max(0, text.indexOf(name));
    StatementList.Draft draft =
        new StatementList.Draft().at(name, start, text.isEmpty() ? start : start + name.length());
    draft.layer = layer;
    draft.closure = Closure.CLOSED;
    draft.purposes = List.copyOf(purposes);
    out.add(draft, type.data(), name, type.covers(), 1);
  }

  private void close(String quote) {
    out.close(
        new Declaration.ClosedScope(
            layer,
            Act.COLLECT,
            Statement.FIRST_PARTY,
            LabelTypes.APPLE.expressible(),
            quote,
            0,
            0));
  }

  private static @Nullable JsonArray find(JsonElement element, int depth) {
    if (depth > 12) {
      return null;
    }
    if (element instanceof JsonObject object) {
      if (object.get("privacyTypes") instanceof JsonArray types) {
        return types;
      }
      for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
        JsonArray found = find(entry.getValue(), depth + 1);
        if (found != null) {
          return found;
        }
      }
    } else if (element instanceof JsonArray array) {
      for (JsonElement item : array) {
        JsonArray found = find(item, depth + 1);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private static JsonArray array(JsonObject object, String name) {
    return object.get(name) instanceof JsonArray array ? array : new JsonArray();
  }

  private static String string(JsonObject object, String name) {
    JsonElement value = object.get(name);
    return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
  }
}
