package dev.telltale.classify.adapter;

/**
 * An adapter file that does not follow the language of {@code docs/adapters.md}. The message says
 * where, the offending value, and what was expected.
 */
public final class AdapterException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  AdapterException(String file, String at, String fault) {
    super(file + ": " + (at.isEmpty() ? "" : at + ": ") + fault);
  }
}
