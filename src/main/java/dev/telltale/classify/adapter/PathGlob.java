package dev.telltale.classify.adapter;

import java.util.List;

/**
 * A pattern for the path of a URL: segments compared without case; {@code *} inside a segment is
 * any characters of it, a last segment {@code **} is any rest.
 */
record PathGlob(List<String> segments, boolean open) {

  static PathGlob of(String pattern) {
    List<String> segments = List.of(pattern.substring(1).split("/", -1));
    boolean open = segments.get(segments.size() - 1).equals("**");
    return new PathGlob(open ? segments.subList(0, segments.size() - 1) : segments, open);
  }

  boolean matches(String path) {
    String[] given = (path.startsWith("/") ? path.substring(1) : path).split("/", -1);
    if (open ? given.length < segments.size() : given.length != segments.size()) {
      return false;
    }
    for (int i = 0; i < segments.size(); i++) {
      if (!fits(segments.get(i), given[i])) {
        return false;
      }
    }
    return true;
  }

  /** Greedy from the left, which is right for stars alone and needs no going back. */
  private static boolean fits(String pattern, String text) {
    String[] pieces = pattern.split("\\*", -1);
    if (pieces.length == 1) {
      return pattern.equalsIgnoreCase(text);
    }
    String first = pieces[0];
    String last = pieces[pieces.length - 1];
    if (text.length() < first.length() + last.length()
        || !text.regionMatches(true, 0, first, 0, first.length())
        || !text.regionMatches(true, text.length() - last.length(), last, 0, last.length())) {
      return false;
    }
    int at = first.length();
    int end = text.length() - last.length();
    for (int i = 1; i < pieces.length - 1; i++) {
      at = indexOf(text, pieces[i], at, end);
      if (at < 0) {
        return false;
      }
      at += pieces[i].length();
    }
    return true;
  }

  private static int indexOf(String text, String piece, int from, int end) {
    for (int i = from; i + piece.length() <= end; i++) {
      if (text.regionMatches(true, i, piece, 0, piece.length())) {
        return i;
      }
    }
    return -1;
  }
}
