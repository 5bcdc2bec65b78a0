package dev.telltale.compare;

import dev.telltale.model.Taxonomy;
import dev.telltale.model.Taxonomy.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is true of a flow beside its verdict, and never merged into it.
 *
 * @param phases phases in which it was seen, in order of first occurrence
 * @param cleartext whether any of it went without TLS
 * @param crossBorder whether it went to a country other than the user's; null when either is
 *     unknown
 * @param necessary whether the type is necessary for an app of its category (国信办秘字〔2021〕14号); null
 *     when the category is not stated
 * @param immutable whether it is an identifier that the user cannot change
 * @param identifier what T/TAF 077.5 says of this identifier in the recipient's scenario; null if
 *     it is no identifier there or the scenario is not known
 * @param sensitive whether the type is sensitive by GB/T 35273 annex B or PIPL article 28
 * @param perMinuteMax most findings in any 60 seconds
 * @param reference how often it is needed, by the reference rates; null if there is none for the
 *     type
 */
public record Axes(
    List<String> phases,
    boolean cleartext,
    @Nullable Boolean crossBorder,
    @Nullable Boolean necessary,
    boolean immutable,
    @Nullable IdentifierUse identifier,
    boolean sensitive,
    int perMinuteMax,
    @Nullable ReferenceRate reference) {

  /**
   * What the comparer knows of the app and its user.
   *
   * @param country the user's country, ISO 3166-1 alpha-2, null if not stated
   * @param category the app's category, null if not stated
   */
  public record Circumstances(@Nullable String country, @Nullable AppCategory category) {
    /** Nothing is known. */
    public static final Circumstances UNKNOWN = new Circumstances(null, null);
  }

  /** Whether it was sent more often than the reference rate. */
  public boolean overReference() {
    return reference != null && perMinuteMax > reference.perMinute();
  }

  static Axes of(Flow flow, Circumstances circumstances) {
    DataType type = Taxonomy.shipped().types().get(flow.type());
    String home = circumstances.country();
    Boolean crossBorder =
        home == null || flow.countries().isEmpty()
            ? null
            : flow.countries().stream().anyMatch(c -> !c.equalsIgnoreCase(home));
    AppCategory category = circumstances.category();
    return new Axes(
        List.copyOf(flow.phases()),
        flow.cleartext(),
        crossBorder,
        category == null ? null : category.needs(flow.type()),
        type != null && type.identifierClass().equals("immutable"),
        IdentifierUse.of(flow.key().kind(), flow.first().category()),
        type != null
            && (type.columns().getOrDefault("cn_sensitive_gbt35273_B1", "").startsWith("Y")
                || type.columns().getOrDefault("pipl28_sensitive", "").equals("Y")),
        flow.perMinuteMax(),
        ReferenceRate.of(flow.type(), category));
  }
}
