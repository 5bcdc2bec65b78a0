package dev.telltale.classify.rules;

import java.util.List;

/**
 * What speaks for a value's kind.
 *
 * @param confidence 0 to 1
 * @param words in words
 * @param encoding what the value still is: the digest's name; empty for plain
 */
record Evidence(double confidence, String words, List<String> encoding) {
  Evidence(double confidence, String words) {
    this(confidence, words, List.of());
  }

  Evidence(double confidence, String words, String digest) {
    this(confidence, words, List.of(digest));
  }
}
