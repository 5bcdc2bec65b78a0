package dev.telltale.classify.rules;

/**
 * What a value was judged to be.
 *
 * @param kind its kind
 * @param evidence what its shape says
 * @param rule the rule that chose
 * @param words the reason in words
 */
record Choice(String kind, Evidence evidence, String rule, String words) {

  /** The choice that the value's shape forces on a key that says something else. */
  static Choice overruling(String kind, double confidence, String words, String key) {
    return new Choice(
        kind,
        new Evidence(confidence, words),
        "shape:" + kind,
        "the value is " + words + ", whatever the key " + key + " says");
  }

  /** The same value of another kind, with a reason more. */
  Choice as(String other, String reason) {
    return new Choice(other, evidence, rule, words + reason);
  }
}
