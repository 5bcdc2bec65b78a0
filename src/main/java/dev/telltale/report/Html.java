package dev.telltale.report;

/**
 * Builds markup in which everything that was captured is text: there is no other way in than {@link
 * #text}. Not safe for several threads.
 */
final class Html {
  private final StringBuilder out = new StringBuilder(1 << 14);

  /** Opens an element; the name and attributes are the program's own. */
  Html open(String tag) {
    out.append('<').append(tag).append('>');
    return this;
  }

  /** Closes an element. */
  Html close(String tag) {
    out.append("</").append(tag).append(">\n");
    return this;
  }

  /** Text, whatever it holds. */
  Html text(String text) {
    escape(text, out);
    return this;
  }

  /** An element with text. */
  Html element(String tag, String text) {
    int space = tag.indexOf(' ');
    return open(tag).text(text).close(space < 0 ? tag : tag.substring(0, space));
  }

  /** The program's own markup, such as a style sheet. */
  Html raw(String markup) {
    out.append(markup);
    return this;
  }

  static void escape(String text, StringBuilder into) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> into.append("&lt;");
        case '>' -> into.append("&gt;");
        case '&' -> into.append("&amp;");
        case '"' -> into.append("&quot;");
        case '\'' -> into.append("&#39;");
        default -> {
          // Controls and bidirectional overrides would act on the reader's screen.
          if ((Character.isISOControl(c) && c != '\n')
              || Character.getType(c) == Character.FORMAT) {
            into.append(String.format("\\u%04x", (int) c));
          } else {
            into.append(c);
          }
        }
      }
    }
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
