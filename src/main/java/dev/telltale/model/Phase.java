package dev.telltale.model;

import java.util.List;

/** The phases of a session that reports know; a tester may use words of his own beside them. */
public final class Phase {
  /** Before the user agreed to anything. */
  public static final String BEFORE_CONSENT = "before-consent";

  /** After the user agreed. */
  public static final String AFTER_CONSENT = "after-consent";

  /** After the user declined. */
  public static final String AFTER_REFUSAL = "after-refusal";

  /** The app is in use. */
  public static final String FOREGROUND = "foreground";

  /** The app is not in use. */
  public static final String BACKGROUND = "background";

  /** After the user objected to personalisation or sharing. */
  public static final String AFTER_OPT_OUT = "after-opt-out";

  /** After the user deleted the account. */
  public static final String AFTER_DELETION = "after-deletion";

  /** No phase was marked yet. */
  public static final String UNMARKED = "unmarked";

  /** The phases above that a tester marks, in the order of a run. */
  public static final List<String> KNOWN =
      List.of(
          BEFORE_CONSENT,
          AFTER_CONSENT,
          AFTER_REFUSAL,
          FOREGROUND,
          BACKGROUND,
          AFTER_OPT_OUT,
          AFTER_DELETION);

  private Phase() {}
}
