package dev.telltale.record;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A document in which an app, or a company, declares what it collects, as it was read.
 *
 * @param id number, 1 and up; 0 before it is stored
 * @param app application id, or the company's name for the policy of a recipient
 * @param appVersion the version that it was declared for, null if not stated
 * @param name file name or address
 * @param layer {@code label}, {@code manifest}, {@code list}, {@code sdk-table} or {@code prose}
 * @param sha256 SHA-256 of the content, lower-case hex
 * @param fetchedAtMillis when it was read, UTC epoch milliseconds
 * @param content its octets
 */
@SuppressWarnings("ArrayRecordComponent")
public record RecordedDeclaration(
    long id,
    String app,
    @Nullable String appVersion,
    String name,
    String layer,
    String sha256,
    long fetchedAtMillis,
    byte[] content) {

  /**
   * Those that hold for one version of the app. Older ones stay in the recording and are left out
   * here. Declarations of that very version come first; if it has none, or is unknown, those of the
   * version declared last. Declarations of no version fill in for the layers and names that these
   * leave open, and of the same layer and name the one read last holds.
   *
   * @param kept all of one app
   * @param version the version observed, null if unknown
   * @return in the order of their ids
   */
  public static List<RecordedDeclaration> inForce(
      List<RecordedDeclaration> kept, @Nullable String version) {
    List<RecordedDeclaration> byTime = new ArrayList<>(kept);
    byTime.sort(
        Comparator.comparingLong(RecordedDeclaration::fetchedAtMillis)
            .thenComparingLong(RecordedDeclaration::id));
    String declared = null;
    for (RecordedDeclaration one : byTime) {
      if (one.appVersion() != null && (declared == null || !declared.equals(version))) {
        declared = one.appVersion();
      }
    }
    Map<String, RecordedDeclaration> inForce = new LinkedHashMap<>();
    for (RecordedDeclaration one : byTime) {
      String place = one.layer() + "\n" + one.name();
      RecordedDeclaration before = inForce.get(place);
      boolean fits = one.appVersion() != null && one.appVersion().equals(declared);
      if (fits || one.appVersion() == null && (before == null || before.appVersion() == null)) {
        inForce.put(place, one);
      }
    }
    return inForce.values().stream()
        .sorted(Comparator.comparingLong(RecordedDeclaration::id))
        .toList();
  }
}
