package dev.telltale.declare;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The verbs that say who obtains data, in all their forms. */
final class EnglishVerbs {
  /** What a verb means for the data that is its object. */
  enum Kind {
    /** Its subject obtains the data. */
    OBTAIN,
    /** Its subject has the data, if it is the user's at all. */
    HAVE,
    /** Its subject gives the data to someone; to a third party if to no one in particular. */
    DISCLOSE,
    /** Its subject gives the data to someone who has to be named. */
    GIVE
  }

  /** The form of a verb. */
  enum Form {
    BASE,
    THIRD,
    PAST,
    ING
  }

  /**
   * A verb in a form.
   *
   * @param lemma its base form
   */
  record Verb(String lemma, Kind kind, Form form) {}

  private static final Map<String, Verb> FORMS = new HashMap<>();

  /** What a user does with data that the app thereby obtains. */
  static final Set<String> USER_GIVES =
      Set.of(
          "provide",
          "submit",
          "enter",
          "upload",
          "give",
          "share",
          "send",
          "supply",
          "input",
          "add",
          "post",
          "type",
          "import",
          "record",
          "create",
          "disclose",
          "publish",
          "store",
          "save",
          "transmit",
          "register",
          "list",
          "log",
          "connect",
          "sync",
          "synchronize",
          "synchronise",
          "link",
          "fill",
          "write",
          "display");

  static {
    add(
        Kind.OBTAIN,
        "collect gather obtain receive acquire record log capture access read request track monitor"
            + " scan import detect derive infer require fetch harvest upload ask compile learn retrieve"
            + " solicit copy sync synchronize synchronise extract discover observe aggregate intercept"
            + " determine assign generate");
    add(
        Kind.HAVE,
        "use process store save retain keep hold analyze analyse handle maintain need view see know cache"
            + " combine archive utilize utilise possess preserve");
    add(
        Kind.DISCLOSE,
        "share disclose sell rent trade release reveal lease divulge barter monetize monetise");
    add(
        Kind.GIVE,
        "provide transfer transmit send pass give hand publish display supply forward submit show"
            + " broadcast relay report communicate deliver enter input post add type write expose");
    irregular("get", Kind.OBTAIN, "gets", "got", "getting");
    irregular("send", Kind.GIVE, "sends", "sent", "sending");
    irregular("sell", Kind.DISCLOSE, "sells", "sold", "selling");
    irregular("keep", Kind.HAVE, "keeps", "kept", "keeping");
    irregular("hold", Kind.HAVE, "holds", "held", "holding");
    irregular("give", Kind.GIVE, "gives", "gave", "giving");
    FORMS.put("shown", new Verb("show", Kind.GIVE, Form.PAST));
    FORMS.put("written", new Verb("write", Kind.GIVE, Form.PAST));
    FORMS.put("given", new Verb("give", Kind.GIVE, Form.PAST));
    irregular("see", Kind.HAVE, "sees", "saw", "seeing");
    FORMS.put("seen", new Verb("see", Kind.HAVE, Form.PAST));
    irregular("know", Kind.HAVE, "knows", "knew", "knowing");
    FORMS.remove("known");
    FORMS.remove("knowing");
    irregular("take", Kind.OBTAIN, "takes", "took", "taking");
    FORMS.put("taken", new Verb("take", Kind.OBTAIN, Form.PAST));
    irregular("read", Kind.OBTAIN, "reads", "read", "reading");
    FORMS.put("read", new Verb("read", Kind.OBTAIN, Form.BASE));
    for (String twice : List.of("log", "scan", "submit", "transmit", "input", "get")) {
      Verb verb = FORMS.get(twice);
      if (verb != null) {
        String last = twice.substring(twice.length() - 1);
        FORMS.put(twice + last + "ed", new Verb(twice, verb.kind, Form.PAST));
        FORMS.put(twice + last + "ing", new Verb(twice, verb.kind, Form.ING));
      }
    }
    FORMS.put("inferred", new Verb("infer", Kind.OBTAIN, Form.PAST));
    FORMS.put("transferred", new Verb("transfer", Kind.GIVE, Form.PAST));
    FORMS.put("transferring", new Verb("transfer", Kind.GIVE, Form.ING));
    FORMS.put("inferring", new Verb("infer", Kind.OBTAIN, Form.ING));
  }

  private EnglishVerbs() {}

  private static void add(Kind kind, String lemmas) {
    for (String lemma : lemmas.split(" ")) {
      boolean e = lemma.endsWith("e");
      boolean y = lemma.endsWith("y") && !lemma.matches(".*[aeo]y");
      boolean hiss = lemma.matches(".*(s|sh|ch|x)");
      String stem = e || y ? lemma.substring(0, lemma.length() - 1) : lemma;
      FORMS.put(lemma, new Verb(lemma, kind, Form.BASE));
      FORMS.put(
          y ? stem + "ies" : hiss ? lemma + "es" : lemma + "s", new Verb(lemma, kind, Form.THIRD));
      FORMS.put(y ? stem + "ied" : stem + "ed", new Verb(lemma, kind, Form.PAST));
      FORMS.put(e ? stem + "ing" : lemma + "ing", new Verb(lemma, kind, Form.ING));
    }
  }

  private static void irregular(String lemma, Kind kind, String third, String past, String ing) {
    FORMS.put(lemma, new Verb(lemma, kind, Form.BASE));
    FORMS.put(third, new Verb(lemma, kind, Form.THIRD));
    FORMS.put(past, new Verb(lemma, kind, Form.PAST));
    FORMS.put(ing, new Verb(lemma, kind, Form.ING));
  }

  static @Nullable Verb of(String word) {
    return FORMS.get(word);
  }
}
