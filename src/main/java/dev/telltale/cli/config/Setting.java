package dev.telltale.cli.config;

import java.util.Locale;

/**
 * One thing that can be configured.
 *
 * @param key its name in {@code telltale.json}
 * @param type how its value reads
 * @param byDefault value when nobody set it, as it would be written in the file; {@code null} for
 *     none
 * @param meaning what it does, in a line
 */
public record Setting(String key, Type type, String byDefault, String meaning) {

  /** How a value reads. */
  public enum Type {
    /** Text. */
    TEXT("a text"),
    /** A whole number. */
    NUMBER("a whole number"),
    /** {@code true} or {@code false}. */
    FLAG("true or false"),
    /** Texts: an array in the file, separated by commas in an environment variable. */
    LIST("a list of texts"),
    /** An array of objects, only in the file. */
    OBJECTS("a list of objects");

    private final String words;

    Type(String words) {
      this.words = words;
    }

    /** In words, for error messages. */
    public String words() {
      return words;
    }
  }

  /** The environment variable: {@code allowClient} is {@code TELLTALE_ALLOW_CLIENT}. */
  public String variable() {
    return "TELLTALE_" + key.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
  }
}
