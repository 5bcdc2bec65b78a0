package dev.telltale.declare;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a declaration says about one data type and one recipient: the unit in which
 * declarations are counted and findings are held against them. A document states each (act, sign,
 * data, recipient) once; the first sentence that does so is quoted. Immutable.
 *
 * @param source name of the file that was read
 * @param layer which of the declared layers the statement belongs to
 * @param closure whether what is missing beside the statement is thereby denied
 * @param language {@code en} or {@code zh}; of a label or manifest {@code en}
 * @param actor who acts: {@code first-party}, {@code third-party}, a category or a company name
 * @param act what is done
 * @param sign whether it is said to be done or not to be done
 * @param data taxonomy id of a leaf type, or of a parent ({@code device}) where the text is that
 *     general
 * @param covers the leaf types that the wording covers: the leaf itself, the leaves under the
 *     parent, or what a store label's bucket can hold. A leaf other than {@code data} is covered
 *     vaguely
 * @param term the words that were read as {@code data}
 * @param recipient who obtains the data: {@code first-party}, {@code third-party} if unspecified, a
 *     category id or a company name, both of the shipped entities where known there
 * @param recipientTerm the words that were read as {@code recipient}, null if none were written
 * @param purposes ids of {@code purposes.csv}; empty if none is given
 * @param condition what the statement is bound to: {@code consent}, {@code children}, {@code
 *     user-choice}, {@code opt-out}, {@code except}, {@code permission}, {@code purpose} or {@code
 *     storage} (a denial of one purpose, or of keeping it); null if nothing. A condition does not
 *     weaken a positive; a negative with one is not a general negative
 * @param quote the sentence, list item with its lead-in, or row
 * @param start offset of the quote's first character in the decoded file, in UTF-16 units
 * @param end offset behind its last character
 * @param confidence 0 to 1
 */
public record Statement(
    String source,
    Layer layer,
    Closure closure,
    String language,
    String actor,
    Act act,
    Sign sign,
    String data,
    Set<String> covers,
    String term,
    String recipient,
    @Nullable String recipientTerm,
    List<String> purposes,
    @Nullable String condition,
    String quote,
    int start,
    int end,
    double confidence) {
  /** Name of the app's own party as actor or recipient. */
  public static final String FIRST_PARTY = "first-party";

  /** Name of an unspecified outside party as actor or recipient. */
  public static final String THIRD_PARTY = "third-party";

  /** A declared layer. */
  public enum Layer {
    /** A store's privacy label. */
    LABEL("label"),
    /** A privacy manifest inside the app or an SDK. */
    MANIFEST("manifest"),
    /** A list of collected or shared personal information. */
    LIST("list"),
    /** A table or directory of embedded SDKs. */
    SDK_TABLE("sdk-table"),
    /** Running text. */
    PROSE("prose");

    private final String text;

    Layer(String text) {
      this.text = text;
    }

    /** As written in JSON. */
    public String text() {
      return text;
    }
  }

  /** Whether silence means no. */
  public enum Closure {
    /** Complete by its form: a type it can express and does not tick is denied. */
    CLOSED("closed"),
    /** Silence says nothing. */
    OPEN("open");

    private final String text;

    Closure(String text) {
      this.text = text;
    }

    /** As written in JSON. */
    public String text() {
      return text;
    }
  }

  /** What is done with the data. */
  public enum Act {
    /** The app's own party obtains it. */
    COLLECT("collect"),
    /** An outside party obtains it, from the app's party or directly. */
    SHARE("share");

    private final String text;

    Act(String text) {
      this.text = text;
    }

    /** As written in JSON. */
    public String text() {
      return text;
    }
  }

  /** Positive or negative. */
  public enum Sign {
    /** It is done, or may be. */
    POSITIVE("+"),
    /** It is not done. */
    NEGATIVE("-");

    private final String text;

    Sign(String text) {
      this.text = text;
    }

    /** As written in JSON. */
    public String text() {
      return text;
    }
  }
}
