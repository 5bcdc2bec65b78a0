// Longer than the house's 400 lines: its rules share the state of one sentence (tokens, anchors,
// and
// the subject and negation that verbs take over from each other).
package dev.telltale.declare;

import dev.telltale.declare.DataPhrases.Found;
import dev.telltale.declare.EnglishText.Token;
import dev.telltale.declare.EnglishVerbs.Form;
import dev.telltale.declare.EnglishVerbs.Kind;
import dev.telltale.declare.EnglishVerbs.Verb;
import dev.telltale.declare.Statement.Act;
import dev.telltale.declare.Statement.Sign;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one English sentence, heading or list item into claims.
 *
 * <p>Each verb of obtaining, having or giving is an anchor. To its left stand, in this order, the
 * subject, auxiliaries and adverbs, and the negation; a verb without a subject of its own that
 * follows another ("collect, use and share") takes over that verb's subject and negation. The data
 * are the terms to its right up to the next clause (to its left in the passive), without those in
 * phrases of purpose, time and manner ("to send you messages", "when you make a call"). Recipients
 * stand behind "with", "to" or "by". Subjects decide: what a user does is a collection where the
 * app thereby receives the data, and nothing otherwise; what an outside party obtains is a share.
 */
final class EnglishSentence implements Readings.Sentence {
  private static final Set<String> AUXILIARIES =
      words(
          "may might can could will would shall should must do does did don't doesn't didn't won't"
              + " can't cannot couldn't wouldn't shouldn't have has had haven't hasn't is are was were"
              + " be been being isn't aren't wasn't weren't not never also only just automatically"
              + " sometimes occasionally generally typically currently further additionally knowingly"
              + " intentionally directly then either both neither nor actively always routinely"
              + " regularly periodically temporarily securely usually already still ever otherwise"
              + " voluntarily passively simply explicitly specifically longer no themselves ourselves"
              + " normally continuously often explicitly additionally independently to deliberately"
              + " merely separately specifically instead all willingly likewise similarly"
              + " anonymously in turn even thereby therefore thus hence however often usually explicitly"
              + " freely directly both so too");
  private static final Set<String> NEGATIONS =
      words(
          "not never don't doesn't didn't won't can't cannot couldn't wouldn't shouldn't haven't"
              + " hasn't isn't aren't wasn't weren't neither nor");
  private static final Set<String> BE =
      words("is are was were be been being isn't aren't wasn't weren't gets get");
  private static final Set<String> FIRST_NOUNS =
      words(
          "app application service services website site platform software game company team"
              + " developer developers product products apps games servers server backend system"
              + " systems operator keyboard assistant browser client apps business studio startup"
              + " websites applications publisher clinic bank store provider");
  private static final Set<String> OTHERS =
      words(
          "companies partners parties providers services networks vendors sdks entities advertisers"
              + " organisations organizations tools platforms providers businesses firms processors");
  private static final Set<String> TIME =
      words(
          "when if while where whenever once unless until because upon during after before although"
              + " though since whether via using through throughout according depending based");
  private static final Set<String> NOT_A_PURPOSE =
      words(
          "us our the you your third any a an other those these such their its anyone everyone"
              + " advertisers advertising analytics service law another all some certain affiliates"
              + " business partners vendors group companies regulators authorities parties ad ads"
              + " payment social data marketing public no trusted selected outside external police"
              + " government courts financial credit cloud hosting banks merchants sellers drivers"
              + " restaurants couriers delivery people friends users members unaffiliated several"
              + " various multiple professional insurance insurers researchers two three both");
  private static final Pattern RIGHTS =
      Pattern.compile(
          "\\b(you|users|customers|individuals|residents|parents|players|members) (also |always"
              + " |then )?(have|has) (the|a|certain|several|various)? ?(right|option|ability|choice)"
              + "|\\bright to\\b|\\byou (can|may|could|are able to|are free to|might|should|always"
              + " can|can also|may also|can always|can choose to|may choose to) (at any time |always"
              + " |also )?(access|view|review|update|correct|amend|delete|erase|remove|opt|object"
              + "|withdraw|manage|control|export|download|change|edit|disable|turn|revoke|deny"
              + "|limit|restrict|block|stop|reset|request|ask|contact|refuse|decline|unlink|close"
              + "|clear|adjust|switch|deactivate|obtain a copy|see what|choose not|choose whether"
              + "|prevent|unsubscribe|decide|reject)"
              + "|\\b(ask|request|instruct|tell|direct) (that )?(us|we) (to|not|that)\\b"
              + "|\\brequest (access|a copy|deletion|correction|erasure|the deletion|that we)"
              + "|\\bto exercise\\b|\\bobtain a copy\\b|\\b(choose|decline|refuse|prefer|want|wish|elect) not to\\b"
              + "|\\bif you do not (want|wish|provide)\\b|\\bnot required to\\b"
              + "|\\b(disable|turn off|switch off|opt out of|opt-out of|revoke|deny) ");
  private static final Pattern DELETION =
      Pattern.compile(
          "\\b(we|it|they|us) (will |may |shall |then |also |immediately |promptly |permanently"
              + " |automatically )*(delete|erase|remove|destroy|purge|anonymi[sz]e|wipe)s?\\b"
              + "|\\b(is|are|be|been) (automatically |permanently |then |also |immediately"
              + " |promptly |securely )*(deleted|erased|removed|destroyed|purged|anonymi[sz]ed|wiped)\\b");
  private static final Pattern ABOUT_POLICY =
      Pattern.compile(
          "\\b(policy|notice|statement|section|document|page|below|table) (also )?(explains?"
              + "|describes?|tells?|sets? out|outlines?|details?|covers|applies|informs|summari[sz]es)\\b"
              + "|\\blearn (more )?(about )?how\\b|\\bmeans any\\b|\\bhas the meaning\\b");
  private static final Pattern LOCAL =
      Pattern.compile(
          "\\b(only |locally |solely |exclusively )?(stored|kept|saved|processed|held|remains?|stays?"
              + "|computed|cached|store|keep|save|process|retained|analy[sz]ed|performed|encrypted|live|lives)"
              + "( and [a-z]+)?( only| locally| solely| exclusively| entirely| securely)* (on|in|within)"
              + " (your|the|their|user's) (own )?(device|phone|handset|keychain|browser|computer|tablet|local)"
              + "|\\blocally\\b|\\bon-device\\b|\\bon device\\b");
  private static final Pattern CONSENT =
      Pattern.compile(
          "\\bconsent|\\bpermission|\\bif you (agree|allow|grant|opt in|enable|authori[sz]e|turn on"
              + "|accept|approve|give us)|\\bopt in|\\bopt-in|\\bunless you (agree|allow|consent|opt in|tell us|ask"
              + "|enable|authori[sz]e|choose|direct|instruct|explicitly|give|grant|have)|\\bwithout (first )?(asking|obtaining|getting)|\\bauthori[sz]ation"
              + "|\\byour (explicit )?(agreement|approval)");
  private static final Pattern CHILDREN =
      Pattern.compile(
          "\\bchild(ren)?\\b|\\bminors?\\b|\\bkids?\\b|\\bunder (the age of )?(1[0-8]|thirteen|sixteen|eighteen)\\b|\\bunder-1");
  private static final Pattern EXCEPT =
      Pattern.compile(
          "\\bexcept\\b|\\bother than\\b|\\bunless\\b|\\bapart from\\b|\\baside from\\b|\\bwith the exception\\b|\\bsave (as|for)\\b|\\bexcluding\\b");
  private static final Pattern OPT_OUT =
      Pattern.compile(
          "\\bopt(ed|s)? out|\\bopt(ed)?-out|\\bunsubscrib|\\bhave (disabled|turned off)|\\bturn(ed)? (it )?off");
  private static final Pattern CHOICE =
      Pattern.compile(
          "\\bif you (choose|decide|wish|want|elect|voluntarily|provide|submit|sign|connect|contact"
              + "|participate|link|upload)|\\byou (may )?choose to\\b|\\bvoluntar|\\boptional");
  private static final Pattern NEVER_LEAVES =
      Pattern.compile(
          "\\b(never|not|n't) (ever |actually )?(leaves?|leave)\\b|\\b(never|not) (be )?(uploaded|sent|transmitted|transferred|synced|copied)"
              + " (to|off)\\b|\\b(never|not) (be )?(uploaded|transmitted)\\b|\\bcannot leave\\b");

  private static final Pattern FOR_ONE_PURPOSE =
      Pattern.compile(
          "\\bfor (their|its|any|the|our|such|other|these|his|your)?( own| direct| third-party| purposes? of)?"
              + " ?(direct )?(advertising|marketing|commercial|promotional|monetary|profiling|targeted|behaviou?ral|money|profit|payment|tracking|training)\\b"
              + "|\\bfor (any )?(other|unrelated|secondary|their own|purposes (other|unrelated))\\b"
              + "|\\bin exchange for\\b|\\bto (train|target|advertise|market|profile|show you ads|serve ads)\\b");
  private static final Pattern EXCEPT_FIRST =
      Pattern.compile(
          "^(except( for)?|other than|apart from|aside from|besides|with the exception of) ");

  /** What stands before "to read …" in a denial. */
  private static final Pattern UNABLE =
      Pattern.compile(
          "\\b(impossible|unable|not (technically )?(possible|able|allowed|permitted|necessary|required|designed|intend|need|want|wish|attempt|seek|try)"
              + "|no (way|means|need|ability|intention|reason)|refuse|cannot be used)( for (us|anyone|the app))? $");

  private static final Pattern FINITE =
      Pattern.compile(
          "\\b(is|are|was|were|will|would|may|can|could|must|should|we|you|they|it|do|does|not|no|to)\\b");

  /** A sentence with more verbs of collection is a wall of text; the rest of it is left out. */
  private static final int MOST_VERBS = 30;

  private final String text;
  private final String lower;
  private final List<Token> tokens;
  private final List<Found> terms;
  private final Set<String> firstNames;
  private final Set<String> outsiders;
  private final Map<String, String> lastOutside;
  private final List<Anchor> anchors = new ArrayList<>();
  private final Map<Integer, Integer> regionEnds = new java.util.HashMap<>();

  EnglishSentence(String text, Parties parties, Map<String, String> lastOutside) {
    this.lastOutside = lastOutside;
    this.text = text;
    this.lower = Words.lower(text).replace('’', '\'');
    this.tokens = EnglishText.tokens(text);
    this.terms = DataPhrases.english(text, tokens);
    this.firstNames = parties.first();
    this.outsiders = parties.outside();
  }

  static Set<String> words(String list) {
    return Set.copyOf(List.of(list.split("\\s+")).stream().distinct().toList());
  }

  List<Found> terms() {
    return terms;
  }

  @Override
  public boolean hasAnchors() {
    return !anchors.isEmpty();
  }

  @Override
  public boolean beginsWithData() {
    return !terms.isEmpty()
        && tokenOf(terms.get(0).from()) < 14
        && !FINITE
            .matcher(
                lower
                    .substring(0, terms.get(0).from())
                    .replaceFirst("^[^:]*:", "")
                    .replaceFirst("^\\s*(if|when|where|with) [^,]*,", ""))
            .find()
        && (anchors.isEmpty()
            || tokens.get(anchors.get(0).at).start() > terms.get(0).to()
                && !anchors.get(0).passive);
  }

  @Override
  public List<Claim> claims() {
    List<Claim> claims = new ArrayList<>();
    if (ABOUT_POLICY.matcher(lower).find() || lower.endsWith("?")) {
      return claims;
    }
    findAnchors();
    for (int i = 0; i < anchors.size(); i++) {
      Claim claim = claim(i);
      if (claim != null) {
        claims.add(claim);
        claims.addAll(byMeansOf(i, claim));
        claims.addAll(second(i, claim));
        if (anchors.get(i).alsoFirst && claim.act == Act.SHARE) {
          Claim own = claim.frame();
          own.act = Act.COLLECT;
          own.actor = Statement.FIRST_PARTY;
          own.recipients = new LinkedHashMap<>(Map.of(Statement.FIRST_PARTY, "we"));
          own.data = claim.data;
          own.purposes = claim.purposes;
          claims.add(own);
        }
      }
    }
    return claims;
  }

  // --- anchors -------------------------------------------------------------------------------

  private void findAnchors() {
    int rights = first(RIGHTS);
    int deletion = first(DELETION);
    for (int i = 0; i < tokens.size() && anchors.size() < MOST_VERBS; i++) {
      Token token = tokens.get(i);
      Verb verb = EnglishVerbs.of(token.word());
      Anchor anchor = new Anchor();
      anchor.at = i;
      anchor.to = i + 1;
      if (verb == null) {
        if (leaves(i)) {
          anchor.lemma = "leave";
          anchor.subjectAt = beforeAuxiliaries(i);
          anchor.kind = Kind.HAVE;
          anchor.passive = true;
          anchor.negated = true;
          anchors.add(anchor);
          continue;
        }
        if ((token.is("visible")
                || token.is("accessible")
                || token.is("available")
                || token.is("viewable"))
            && word(i + 1).matches("to|by")
            && terms.stream().anyMatch(t -> t.to() <= token.start())) {
          anchor.lemma = "show";
          anchor.kind = Kind.GIVE;
          anchor.passive = true;
          anchor.negated = negatedBefore(i);
          anchors.add(anchor);
          continue;
        }
        if (isPublic(i)) {
          anchor.lemma = "publish";
          anchor.kind = Kind.GIVE;
          anchor.passive = true;
          anchor.subjectAt = beforeAuxiliaries(i);
          anchor.negated = negatedBefore(i);
          anchor.outside.put("public", token.word());
          anchors.add(anchor);
          continue;
        }
        if (goesTo(i)) {
          anchor.lemma = "send";
          anchor.kind = Kind.GIVE;
          anchor.passive = true;
          anchor.subjectAt = beforeAuxiliaries(i);
          anchor.negated = negatedBefore(i);
          anchors.add(anchor);
          continue;
        }
        if (token.word().matches("with|using") && signsUp(i)) {
          anchor.lemma = "provide";
          anchor.kind = Kind.GIVE;
          anchor.subject = Subject.USER;
          anchor.own = true;
          anchor.subjectAt = i;
          anchors.add(anchor);
          continue;
        }
        if (noun(anchor, i) && !(rights >= 0 && token.start() > rights)) {
          anchors.add(anchor);
        }
        continue;
      }
      if (noun(anchor, i)) {
        if (!(rights >= 0 && token.start() > rights)) {
          anchors.add(anchor);
        }
        continue;
      }
      anchor.lemma = verb.lemma();
      anchor.kind = verb.kind();
      if (!isVerb(i, verb)) {
        continue;
      }
      if (verb.lemma().equals("ask") && word(i + 1).equals("for")) {
        anchor.to = i + 2;
      } else if (verb.lemma().equals("ask") && !(word(i + 1).matches("you|users|for"))) {
        continue;
      }
      subject(anchor, i, verb);
      int at = token.start();
      if (rights >= 0 && at > rights && anchor.subject != Subject.FIRST
          || rights >= 0 && at > rights && anchor.kind == Kind.HAVE
          || rights >= 0 && at > rights && lower.substring(rights, at).length() < 60) {
        continue;
      }
      if (deletion >= 0 && at > deletion && anchor.subject != Subject.FIRST) {
        continue;
      }
      if (word(anchor.subjectAt - 1).matches("how|why|whether|before")
          && !anchor.passive
          && anchor.subject == Subject.FIRST
          && !lower.matches(".*\\bincludes?\\b.*")) {
        continue;
      }
      if (anchor.passive
          && lowerBetween(Math.max(0, i - 8), i)
              .matches(".*\\b(before|until) ([a-z']+ ){1,4}(is|are|has|have|been|was|being) $")) {
        continue;
      }
      if (anchor.subject == Subject.USER && embedded(anchor) || describes(anchor)) {
        continue;
      }
      anchors.add(anchor);
    }
  }

  /** "information that your browser sends", "data your device transmits": inside an object. */
  private boolean describes(Anchor anchor) {
    if (anchor.kind != Kind.GIVE
        || anchor.subject != Subject.USER && anchor.subject != Subject.NONE) {
      return false;
    }
    String before = lowerBetween(anchor.subjectAt - 4, anchor.at);
    return before.matches(
            ".*\\b(information|data|details|content|identifiers|materials|files|records)( that| which)?( [a-z]+){0,4} $")
        && anchors.stream().anyMatch(a -> a.at < anchor.at && a.own);
  }

  /** "the photos you upload", "how you use the app": a clause inside an object. */
  private boolean embedded(Anchor anchor) {
    if (!EnglishVerbs.USER_GIVES.contains(anchor.lemma)) {
      return true;
    }
    int before = anchor.subjectAt - 1;
    Anchor previous = anchors.isEmpty() ? null : anchors.get(anchors.size() - 1);
    if (previous == null || before < 0 || previous.subject == Subject.USER) {
      return false;
    }
    int end = tokens.get(before).end();
    return word(before).matches("that|which|how|what|whom")
            && terms.stream()
                .anyMatch(t -> t.from() > tokens.get(previous.at).start() && t.to() < end)
        || terms.stream()
            .anyMatch(t -> t.to() == end && t.from() > tokens.get(previous.at).start());
  }

  /** "We collect crash reports through Firebase": Firebase obtains them as well. */
  private List<Claim> byMeansOf(int index, Claim claim) {
    if (claim.act != Act.COLLECT || claim.sign == Sign.NEGATIVE || claim.data.isEmpty()) {
      return List.of();
    }
    for (int i = anchors.get(index).to; i < regionEnd(index) - 1; i++) {
      if (word(i).matches("through|via|using")) {
        Entities.Mention mention = Entities.shipped().at(tokens, i + 1);
        if (mention != null && mention.entity().company()) {
          Claim share = claim.frame();
          share.act = Act.SHARE;
          share.actor = mention.entity().name("en");
          share.recipients =
              new LinkedHashMap<>(
                  Map.of(
                      mention.entity().name("en"),
                      text.substring(
                          tokens.get(i + 1).start(), tokens.get(mention.to() - 1).end())));
          share.data = claim.data;
          share.purposes = claim.purposes;
          share.confidence = 0.78;
          return List.of(share);
        }
      }
    }
    return List.of();
  }

  /** "We share X with A, and Y with B": takes Y and B out of the claim into one of their own. */
  private List<Claim> second(int index, Claim claim) {
    Anchor anchor = anchors.get(index);
    if (claim.act != Act.SHARE
        || anchor.passive
        || claim.recipients.size() < 2
        || claim.data.size() < 2) {
      return List.of();
    }
    int end = regionEnd(index);
    int first = -1;
    for (int i = anchor.to; i < end; i++) {
      int at = i;
      boolean data = claim.data.stream().anyMatch(t -> tokenOf(t.from()) == at);
      if (first < 0
          && word(i).matches("with|to")
          && claim.data.stream().anyMatch(t -> tokenOf(t.from()) < at)
          && !recipients(i, Math.min(end, i + 6), true).named.isEmpty()) {
        first = i;
      } else if (first >= 0
          && data
          && lowerBetween(first, i).matches(".*\\band (your |the |certain )?$")) {
        Map<String, String> before = recipients(first, i, true).named;
        Map<String, String> after = recipients(i, end, true).named;
        if (before.isEmpty() || after.isEmpty()) {
          return List.of();
        }
        Claim other = claim.frame();
        other.recipients = after;
        other.purposes = claim.purposes;
        other.confidence = claim.confidence;
        other.data =
            new ArrayList<>(claim.data.stream().filter(t -> tokenOf(t.from()) >= at).toList());
        claim.data.removeIf(t -> tokenOf(t.from()) >= at);
        claim.recipients = before;
        return List.of(other);
      }
    }
    return List.of();
  }

  private int first(Pattern pattern) {
    var matcher = pattern.matcher(lower);
    return matcher.find() ? matcher.start() : -1;
  }

  /** "create an account with an email address", "register with your phone number". */
  private boolean signsUp(int i) {
    return lowerBetween(i - 4, i)
            .matches(
                ".*\\b(create|register|sign up|log in|sign in|set up|created|registers?) (for )?(an |the |your |their )?(account )?$")
        && word(i + 1).matches("an?|your|their|only|just|the")
        && terms.stream().anyMatch(t -> tokenOf(t.from()) == i + 2 || tokenOf(t.from()) == i + 1);
  }

  /** "your posts are public", "is publicly visible". */
  private boolean isPublic(int i) {
    return word(i).matches("public|publicly")
        && BE.contains(
            word(i - 1).matches("also|not|always|then|therefore") ? word(i - 2) : word(i - 1))
        && (word(i).equals("publicly")
                && word(i + 1)
                    .matches("visible|available|accessible|viewable|displayed|shown|posted|shared")
            || word(i).equals("public") && !word(i + 1).matches("[a-z]+")
            || word(i).equals("public") && word(i + 1).matches("by|and|on|to|unless|so|in"))
        && terms.stream().anyMatch(t -> t.to() <= tokens.get(i).start());
  }

  /** "your card details go directly to Stripe". */
  private boolean goesTo(int i) {
    return word(i).matches("goes|go|flows?|passes|reach|reaches|touch|touches")
        && (word(i + 1).equals("to")
            || word(i + 1).matches("directly|straight|only|through|via|our|us")
                && (word(i).matches("reach|reaches|touch|touches") || word(i + 2).equals("to")))
        && !word(i - 1).equals("to")
        && terms.stream().anyMatch(t -> t.to() <= tokens.get(i).start());
  }

  private static final Map<String, String> NOUNS =
      Map.of(
          "collection", "collect",
          "gathering", "collect",
          "disclosure", "disclose",
          "disclosures", "disclose",
          "sale", "sell",
          "transmission", "transmit",
          "transfer", "transfer",
          "sharing", "share",
          "receipt", "receive",
          "recording", "record");

  /** "the collection of your phone number", "disclosure of your address to partners". */
  private boolean noun(Anchor anchor, int i) {
    String lemma = NOUNS.get(word(i));
    if (lemma == null || !word(i + 1).equals("of") || termAt(i)) {
      return false;
    }
    Verb verb = EnglishVerbs.of(lemma);
    anchor.lemma = lemma;
    anchor.kind = verb == null ? Kind.OBTAIN : verb.kind();
    anchor.to = i + 2;
    anchor.subject = Subject.FIRST;
    anchor.own = true;
    anchor.subjectAt = i - 1;
    anchor.negated =
        negatedBefore(i)
            || word(i - 1).equals("no")
            || lowerBetween(i - 5, i)
                .matches(
                    ".*\\b(not|never) (engage|participate|involved|take part) in (the |any )?$");
    return true;
  }

  private boolean leaves(int i) {
    return word(i).matches("leaves?")
        && negatedBefore(i)
        && word(i + 1).matches("your|the|their|this|it|his|our");
  }

  private int beforeAuxiliaries(int i) {
    int k = i - 1;
    while (k >= 0 && AUXILIARIES.contains(word(k))) {
      k--;
    }
    return k;
  }

  private boolean negatedBefore(int i) {
    for (int k = i - 1; k >= Math.max(0, i - 4); k--) {
      String word = word(k);
      if (NEGATIONS.contains(word) || word.equals("no") && k == i - 1) {
        return !word(k + 1).equals("only");
      }
      if (!AUXILIARIES.contains(word)) {
        return false;
      }
    }
    return false;
  }

  private String word(int i) {
    return i < 0 || i >= tokens.size() ? "" : tokens.get(i).word();
  }

  /** Words that look like a verb but are a noun or adjective here. */
  private boolean isVerb(int i, Verb verb) {
    String before = word(i - 1);
    String after = word(i + 1);
    String word = word(i);
    if (termAt(i)) {
      return false;
    }
    if (verb.form() == Form.BASE || verb.form() == Form.THIRD) {
      if (before.matches(
              "your|our|the|a|an|this|any|their|its|of|such|in|for|and/or|each|some|every")
          && !(before.matches("any|such|some") && verb.form() == Form.BASE)) {
        // "the use of your location": a noun; "access to" behind have or need is a verb phrase.
        return word.equals("access") && before.matches("");
      }
      if (word.equals("access")
          && after.equals("to")
          && before.matches(
              "have|has|no|without|with|get|need|needs|requires|require|requests|request|grant|gain|had|want")) {
        return true;
      }
      if (word.matches(
              "uses|needs|requests|stores|records|logs|reports|views|reads|links|scans|displays|shows|posts|inputs|transfers|releases|keeps")
          && !after.matches(
              "your|the|a|an|this|these|that|any|to|on|certain|some|information|data|personal|all|no|only|it|its|their|them|us|our|limited|several|both|basic|anonymous|technical|usage|,|and|or|cookies|location|device|user|users")
          && terms.stream().noneMatch(t -> t.from() == tokenStart(i + 1))) {
        return false;
      }
    }
    if (word.equals("share") && before.matches("market|a|the")) {
      return false;
    }
    if (word.matches(
            "process|need|know|view|see|show|display|report|post|add|type|read|link|combine|enter|maintain|register|include|use|uses|provide|provides|provided|deliver|deliver|communicate")
        && word.equals("provided")
        && after.matches("that|by|in|for|,")
        && !BE.contains(before)
        && after.equals("that")) {
      return false;
    }
    if (verb.lemma().equals("use")
        && word.equals("used")
        && after.equals("to")
        && !BE.contains(before)) {
      return false;
    }
    return true;
  }

  private boolean termAt(int i) {
    int start = tokenStart(i);
    return start >= 0
        && terms.stream()
            .anyMatch(
                t ->
                    t.from() <= start
                        && start < t.to()
                        && t.to() - t.from() > tokens.get(i).end() - start);
  }

  private int tokenStart(int i) {
    return i < 0 || i >= tokens.size() ? -1 : tokens.get(i).start();
  }

  // --- subjects ------------------------------------------------------------------------------

  private enum Subject {
    FIRST,
    USER,
    OUTSIDE,
    NONE
  }

  private static final class Anchor {
    int at;
    int to;
    String lemma = "";
    Kind kind = Kind.OBTAIN;
    boolean passive;
    boolean participle;
    boolean negated;
    boolean own;
    boolean alsoFirst;
    int subjectAt;
    Subject subject = Subject.NONE;
    Map<String, String> outside = new LinkedHashMap<>();
  }

  private void subject(Anchor anchor, int i, Verb verb) {
    int k = i - 1;
    boolean be = false;
    boolean auxiliary = false;
    boolean have = false;
    boolean infinitive = false;
    while (k >= 0) {
      String word = word(k);
      if (word.equals(",") && closesAside(k)) {
        k = opensAside(k) - 1;
        continue;
      }
      if (!AUXILIARIES.contains(word)) {
        break;
      }
      if (NEGATIONS.contains(word) && !(word(k + 1).matches("only|just|merely|simply"))) {
        anchor.negated = true;
      }
      if (word.equals("no")
          && (word(k + 1).equals("longer") || k == i - 1 && verb.lemma().equals("access"))) {
        anchor.negated = true;
      }
      infinitive |= word.equals("to");
      be |= BE.contains(word);
      have |= word.matches("have|has|had|haven't|hasn't");
      auxiliary = true;
      k--;
    }
    anchor.subjectAt = k;
    boolean past = verb.form() == Form.PAST || word(i).equals("read") && be;
    if (past && be && obtainsInPassive(anchor, i, k)) {
      return;
    }
    if (past && be && anchor.lemma.equals("ask")) {
      // "Teachers are asked for the name of their school"
      anchor.subject = Subject.FIRST;
      anchor.own = true;
      return;
    }
    if (past && be) {
      anchor.passive = true;
      anchor.own = true;
      anchor.negated |= noDeterminer(i);
      return;
    }
    if (word(k).equals("without") && verb.form() == Form.ING) {
      anchor.negated = true;
    }
    Subject direct = subjectEndingAt(k, anchor);
    if (direct != Subject.NONE) {
      anchor.subject = direct;
      anchor.own = true;
      if (infinitive
          && direct == Subject.USER
          && word(k - 1)
              .matches(
                  "ask|require|need|request|invite|prompt|want|asks|requires|asked|allow|enable|let")) {
        anchor.subject = Subject.USER;
      }
      return;
    }
    Anchor previous = anchors.isEmpty() ? null : anchors.get(anchors.size() - 1);
    boolean coordinated = previous != null && !auxiliaryBreaks(k) && joins(previous, k);
    if (coordinated && previous != null) {
      anchor.subject = previous.subject;
      anchor.outside = previous.outside;
      anchor.passive = previous.passive && verb.form() == Form.PAST;
      anchor.participle = previous.participle && verb.form() == Form.PAST;
      if (!auxiliary || word(i - 1).matches("nor|or|also|never|not")) {
        anchor.negated |= previous.negated && !word(k).equals("but") && !word(i - 1).equals("only");
      }
      return;
    }
    if (verb.form() == Form.PAST && !have) {
      anchor.participle = true;
      anchor.passive = true;
      return;
    }
    if (infinitive && UNABLE.matcher(lowerBetween(k - 6, k + 1)).find()) {
      anchor.negated = true;
      anchor.subject = Subject.FIRST;
      anchor.own = true;
      return;
    }
    if (infinitive || verb.form() == Form.ING) {
      Subject governor = governor(k, anchor);
      anchor.subject = governor;
      anchor.negated |= previous != null && previous.negated && word(k).matches("or|nor");
      return;
    }
    if ((verb.form() == Form.BASE || verb.form() == Form.THIRD) && opens(anchor)) {
      anchor.subject = Subject.OUTSIDE;
      anchor.own = true;
      return;
    }
    if (previous != null && verb.form() == Form.BASE) {
      anchor.subject = previous.subject;
      anchor.outside = previous.outside;
    }
  }

  /** "We are given your account ID", "Drivers are shown your name": the subject obtains it. */
  private boolean obtainsInPassive(Anchor anchor, int i, int k) {
    boolean with = word(i + 1).equals("with");
    boolean names =
        anchor.lemma.matches("give|send|show") || with && anchor.lemma.matches("provide|supply");
    if (!names
        || word(i + 1).matches("to|by|in|on|when|if|only|and|or|,|\\.|for|as|at|")
        || terms.stream().noneMatch(t -> tokenOf(t.from()) > i)) {
      return false;
    }
    Subject subject = subjectEndingAt(k, anchor);
    if (subject == Subject.NONE && word(k).matches("they|it|which|who") && !lastOutside.isEmpty()) {
      anchor.outside.putAll(lastOutside);
      subject = Subject.OUTSIDE;
    }
    if (subject == Subject.NONE
        && anchor.own == false
        && !anchors.isEmpty()
        && anchors.get(anchors.size() - 1).subject == Subject.OUTSIDE
        && lowerBetween(k - 5, k + 1).matches(".*\\band .*")) {
      subject = Subject.OUTSIDE;
      anchor.outside = anchors.get(anchors.size() - 1).outside;
    }
    if (subject != Subject.FIRST && subject != Subject.OUTSIDE) {
      return false;
    }
    anchor.kind = Kind.OBTAIN;
    anchor.subject = subject;
    anchor.own = true;
    anchor.to = with ? i + 2 : i + 1;
    return true;
  }

  private boolean auxiliaryBreaks(int k) {
    return word(k).matches(";|:|\\(|when|if|because");
  }

  /** Whether only commas, conjunctions, adverbs and the last verb's object lie between. */
  private boolean joins(Anchor previous, int k) {
    return k >= previous.to - 1 && word(k).matches(",|and|or|nor|&|/|but|then|and/or")
        || k == previous.at;
  }

  private boolean closesAside(int comma) {
    return opensAside(comma) >= 0;
  }

  /** The comma that opens an aside such as ", with your permission," before a verb. */
  private int opensAside(int comma) {
    for (int k = comma - 2; k >= Math.max(1, comma - 12); k--) {
      if (word(k).equals(",")) {
        String next = word(k + 1);
        return next.matches(
                        "with|if|where|when|subject|as|on|in|upon|like|unlike|from|for|at|along|and|or|for|together|through|by|depending|once|including|directly|via|during|after")
                    && (word(k - 1).matches("we|may|will|also|can|you|app|and")
                        || AUXILIARIES.contains(word(k - 1)))
                || next.matches("our|a|an|the|which|who|another|one|operated|provided")
                    && (tokens.get(k - 1).capital() || mentionEndsAt(k))
            ? k
            : -1;
      }
    }
    return -1;
  }

  private boolean mentionEndsAt(int to) {
    for (int from = Math.max(0, to - 5); from < to; from++) {
      Entities.Mention mention = Entities.shipped().at(tokens, from);
      if (mention != null && mention.to() == to) {
        return true;
      }
    }
    return false;
  }

  private Subject subjectEndingAt(int k, Anchor anchor) {
    String word = word(k);
    if (word.equals(")")) {
      int open = k;
      while (open > 0 && !word(open).equals("(")) {
        open--;
      }
      Subject before = open > 0 ? subjectEndingAt(open - 1, anchor) : Subject.NONE;
      if (before == Subject.OUTSIDE) {
        Map<String, String> within = companies(open + 1, k);
        if (!within.isEmpty()) {
          anchor.outside = within;
        }
      }
      return before;
    }
    anchor.subjectAt = k;
    switch (word) {
      case "we", "i", "us", "ours":
        anchor.negated |= inverted(k);
        return Subject.FIRST;
      case "you",
      "users",
      "user",
      "customers",
      "players",
      "members",
      "person",
      "individuals",
      "children",
      "parents",
      "visitors",
      "subscribers",
      "child",
      "guests",
      "clients",
      "parent",
      "player",
      "rider",
      "customer",
      "visitor",
      "member",
      "patient",
      "student",
      "subscriber",
      "applicant",
      "candidate",
      "guest",
      "passenger",
      "client",
      "learner",
      "learners",
      "buyer",
      "buyers",
      "riders",
      "people",
      "anyone",
      "tenant",
      "employee",
      "employees",
      "patients",
      "students",
      "applicants",
      "candidates",
      "passengers",
      "others'":
        return Subject.USER;
      case "device",
      "devices",
      "phone",
      "handset",
      "computer",
      "tablet",
      "smartphone",
      "wearable",
      "watch",
      "vehicle",
      "car":
        if (anchor.kind == Kind.GIVE
            && lowerBetween(k - 3, k).matches(".*\\b(your|the|user|users) ([a-z]+ )?$")) {
          return Subject.USER;
        }
        return Subject.NONE;
      case "who", "that", "which":
        return relative(k, anchor);
      case "they", "it":
        if (anchor.kind == Kind.OBTAIN || anchor.kind == Kind.HAVE) {
          Map<String, String> who = word.equals("they") ? before(k) : Map.of();
          anchor.outside.putAll(who.isEmpty() && word.equals("they") ? lastOutside : who);
          return anchor.outside.isEmpty() ? Subject.NONE : Subject.OUTSIDE;
        }
        return Subject.NONE;
      default:
        break;
    }
    if (k < 0 || !tokens.get(k).isWord()) {
      return Subject.NONE;
    }
    if (OTHERS.contains(word)
        && (word(k - 1).matches("these|such|those")
            || word(k - 1).matches("third|third-party|party")
                && word(k - 2).matches("these|such|those"))) {
      anchor.outside.putAll(
          lastOutside.isEmpty() ? Map.of(Statement.THIRD_PARTY, word) : lastOutside);
      anchor.subjectAt = k - 1;
      anchor.negated |=
          lowerBetween(k - 4, k)
              .matches(".*\\b(none|neither|no|nor) (of )?(these|those|such) (third )?$");
      return Subject.OUTSIDE;
    }
    for (int from = Math.max(0, k - 5); from <= k; from++) {
      Entities.Mention mention = Entities.shipped().at(tokens, from);
      if (mention != null && mention.to() == k + 1 && !firstParty(from, k + 1)) {
        if (mention.entity().id().equals("other-users")) {
          return Subject.NONE;
        }
        if (word.matches("sdk|sdks") && ownSdk(from)) {
          return Subject.FIRST;
        }
        outside(anchor, mention);
        anchor.subjectAt = from;
        coordinatedBefore(anchor, from);
        int determiner = word(from - 1).matches("our|the|any|of") ? from - 2 : from - 1;
        anchor.alsoFirst = word(determiner).equals("and") && word(determiner - 1).matches("we|us");
        if (word(from - 1).matches("no|neither") || word(from - 2).equals("none")) {
          anchor.negated = true;
        }
        return Subject.OUTSIDE;
      }
    }
    if (FIRST_NOUNS.contains(word) && firstParty(k, k + 1)) {
      int start = k;
      while (start > 0 && start > k - 3 && !word(start).matches("our|the|this|these")) {
        start--;
      }
      if (word(start - 1)
          .matches("on|in|into|of|through|with|from|via|using|at|across|to|within|by")) {
        // "Recruiters on our platform", "SDKs integrated into the app": they are the subject.
        int head = start - 2;
        while (head > 0
            && word(head)
                .matches(
                    ".*(ed|ing)|built|found|present|available|active|running|which|that|who|are|is|we|you")
            && head > start - 5) {
          head--;
        }
        return head < 0 ? Subject.NONE : subjectEndingAt(head, anchor);
      }
      return Subject.FIRST;
    }
    if (firstName(k)) {
      return Subject.FIRST;
    }
    boolean sole = nameAtStart(k);
    if (sole
        && !outsiders.contains(word(k))
        && (anchor.kind == Kind.HAVE || anchor.negated)
        && lastOutside.isEmpty()) {
      return Subject.FIRST;
    }
    if (tokens.get(k).capital() && name(k) && k > 0 || sole) {
      int from = k;
      while (from > 0
          && tokens.get(from - 1).capital()
          && tokens.get(from - 1).isWord()
          && !word(from - 1).matches("our|the|we|when|if|a|an")) {
        from--;
      }
      String name = text.substring(tokens.get(from).start(), tokens.get(k).end());
      anchor.outside.put(name, name);
      return Subject.OUTSIDE;
    }
    return Subject.NONE;
  }

  /** "nor do we", "at no time do we": the negation stands before the subject. */
  private boolean inverted(int subject) {
    if (!word(subject - 1).matches("do|did|will|would|can|could|shall|should|have|are|may")) {
      return false;
    }
    return word(subject - 2).matches("nor|neither|never|not")
        || lowerBetween(subject - 5, subject - 1)
            .matches(".*\\b(no (time|circumstances|event|case|point|way|longer)|no) $");
  }

  /** "Analytics providers and advertisers may collect": those before "and" as well. */
  private void coordinatedBefore(Anchor anchor, int from) {
    if (from >= 2 && word(from - 1).matches("and|or|,")) {
      int end = from - 1;
      for (int start = Math.max(0, end - 5); start < end; start++) {
        Entities.Mention mention = Entities.shipped().at(tokens, start);
        if (mention != null && mention.to() == end) {
          outside(anchor, mention);
          return;
        }
      }
    }
  }

  /** "our SDK", "our panel SDK": part of the app, unless a company's name stands before it. */
  private boolean ownSdk(int from) {
    return word(from - 1).equals("our")
        || word(from - 2).equals("our")
            && !tokens.get(from - 1).capital()
            && !word(from - 1)
                .matches("third|party|partner|partners|vendor|advertising|analytics|ad");
  }

  /** The last party beside the user that the sentence names before a token. */
  private Map<String, String> before(int token) {
    Map<String, String> found = new LinkedHashMap<>();
    for (int i = 0; i < token; i++) {
      Entities.Mention mention = Entities.shipped().at(tokens, i);
      if (mention != null && mention.to() <= token && !firstParty(i, mention.to())) {
        found.clear();
        found.put(
            mention.entity().name("en"),
            text.substring(tokens.get(i).start(), tokens.get(mention.to() - 1).end()));
        i = mention.to() - 1;
      }
    }
    return found;
  }

  /** The companies named between two tokens. */
  private Map<String, String> companies(int from, int to) {
    Map<String, String> found = new LinkedHashMap<>();
    for (int i = from; i < to; i++) {
      Entities.Mention mention = Entities.shipped().at(tokens, i);
      if (mention != null && mention.entity().company()) {
        found.put(
            mention.entity().name("en"),
            text.substring(tokens.get(i).start(), tokens.get(mention.to() - 1).end()));
        i = mention.to() - 1;
      }
    }
    return found;
  }

  private void outside(Anchor anchor, Entities.Mention mention) {
    anchor.outside.put(
        mention.entity().name("en"),
        text.substring(tokens.get(mention.from()).start(), tokens.get(mention.to() - 1).end()));
  }

  private Subject relative(int k, Anchor anchor) {
    int end = word(k - 1).equals(",") ? k - 2 : k - 1;
    while (end > 0 && (word(end).matches("inc|llc|ltd|gmbh|limited|\\.|,|b|v|oy|ab"))) {
      end--;
    }
    int begin = end;
    while (begin > 0
        && tokens.get(begin - 1).capital()
        && tokens.get(begin - 1).isWord()
        && name(begin - 1)) {
      begin--;
    }
    if (end >= 0 && tokens.get(end).capital() && name(end) && !firstName(end)) {
      String name = text.substring(tokens.get(begin).start(), tokens.get(end).end());
      if (outsiders.contains(Words.lower(name)) || outsiders.contains(word(end))) {
        Entities.Mention known = Entities.shipped().at(tokens, begin);
        if (known != null && known.entity().company()) {
          outside(anchor, known);
        } else {
          anchor.outside.put(name, name);
        }
        return Subject.OUTSIDE;
      }
    }
    for (int from = Math.max(0, k - 8); from < k; from++) {
      Entities.Mention mention = Entities.shipped().at(tokens, from);
      if (mention != null
          && mention.to() <= k
          && mention.to() >= k - 4
          && !firstParty(from, mention.to())
          && !lowerBetween(mention.to(), k).matches(".*\\b(information|data)\\b.*")) {
        outside(anchor, mention);
        return Subject.OUTSIDE;
      }
    }
    return Subject.NONE;
  }

  private String lowerBetween(int from, int to) {
    StringBuilder between = new StringBuilder();
    for (int i = Math.max(0, from); i < to && i < tokens.size(); i++) {
      between.append(word(i)).append(' ');
    }
    return between.toString();
  }

  private boolean firstParty(int from, int to) {
    for (int k = from - 1; k >= Math.max(0, from - 3); k--) {
      if (word(k).matches("third|third-party|party")) {
        return false;
      }
    }
    String last = word(to - 1);
    return FIRST_NOUNS.contains(last)
            && (word(from - 1).matches("our|the|this|these|mobile|each|my")
                || word(to - 2).matches("our|the|this|these|mobile")
                || tokens.get(Math.max(0, to - 2)).capital() && firstName(to - 2))
            && !lowerBetween(from, to)
                .matches(".*\\b(third|analytics|payment|advertising|partner|hosting|cloud)\\b.*")
        || firstName(to - 1);
  }

  private boolean firstName(int k) {
    if (k < 0) {
      return false;
    }
    for (String name : firstNames) {
      if (tokens.get(k).end() >= name.length()
          && lower.startsWith(name, tokens.get(k).end() - name.length())) {
        return true;
      }
    }
    return false;
  }

  private static final Set<String> NOT_NAMES =
      words(
          "we you our the this these when if in for as it they he she all any some no data information"
              + " what how personal privacy policy by to and or with your device location usage also"
              + " however additionally furthermore therefore please children users once while where"
              + " sdk eu eea us uk usa gdpr ccpa california european union united states january"
              + " february march april may june july august september october november december"
              + " account contact technical log automatically types type cookies cookie name email"
              + " android ios inc ltd llc terms service ip id internet i a an that which who ads");

  private boolean name(int k) {
    return !NOT_NAMES.contains(word(k))
        && tokens.get(k).isWord()
        && terms.stream()
            .noneMatch(t -> t.from() <= tokens.get(k).start() && tokens.get(k).end() <= t.to());
  }

  private boolean nameAtStart(int k) {
    return k == 0
        && tokens.get(0).capital()
        && name(0)
        && tokens.size() > 3
        && (EnglishVerbs.of(word(1)) != null && word(1).endsWith("s")
            || word(1).matches("does|will|may|never|also|can|only"));
  }

  /** Whose doing an infinitive or gerund is: "allow advertisers to collect", "use X to collect". */
  private Subject governor(int k, Anchor anchor) {
    for (int i = k; i >= Math.max(0, k - 10); i--) {
      for (int from = Math.max(0, i - 4); from <= i; from++) {
        Entities.Mention mention = Entities.shipped().at(tokens, from);
        if (mention != null
            && mention.to() == i + 1
            && i >= k - 1
            && !firstParty(from, i + 1)
            && !mention.entity().id().equals("other-users")) {
          outside(anchor, mention);
          return Subject.OUTSIDE;
        }
      }
      if (i == k - 1 || i == 0) {
        Anchor previous = anchors.isEmpty() ? null : anchors.get(anchors.size() - 1);
        if (previous != null && !previous.passive && previous.subject == Subject.OUTSIDE) {
          anchor.outside = previous.outside;
          anchor.alsoFirst = previous.alsoFirst;
          return Subject.OUTSIDE;
        }
      }
      if (word(i).equals("we") || word(i).equals("us")) {
        return Subject.FIRST;
      }
      if (word(i).equals("you")) {
        return Subject.USER;
      }
    }
    Anchor previous = anchors.isEmpty() ? null : anchors.get(anchors.size() - 1);
    return previous == null ? Subject.FIRST : previous.subject;
  }

  /** "Service providers who host our cloud have access to …": the subject opens the sentence. */
  private boolean opens(Anchor anchor) {
    for (int from = 0; from < Math.min(4, tokens.size()); from++) {
      Entities.Mention mention = Entities.shipped().at(tokens, from);
      if (mention != null
          && !firstParty(from, mention.to())
          && mention.to() < anchor.at
          && word(mention.to()).matches("who|that|which|,|\\(|such|like")
          && !mention.entity().id().equals("other-users")) {
        outside(anchor, mention);
        return true;
      }
    }
    return false;
  }

  private boolean noDeterminer(int verb) {
    for (int k = verb - 1; k >= 0; k--) {
      if (word(k).matches(",|;|\\.|:")) {
        return word(k + 1).matches("no|none|neither")
            || word(k + 1).matches("and|but") && word(k + 2).matches("no|none|neither");
      }
    }
    return word(0).matches("no|none|neither");
  }

  // --- claims --------------------------------------------------------------------------------

  private @Nullable Claim claim(int index) {
    Anchor anchor = anchors.get(index);
    int end = regionEnd(index);
    if (LOCAL.matcher(lower).find()
        && local(anchor)
        && !(anchor.negated && anchor.lemma.matches("access|read|see|view|record|log|capture"))) {
      return null;
    }
    Claim claim = new Claim();
    claim.sign = anchor.negated ? Sign.NEGATIVE : Sign.POSITIVE;
    Recipients recipients =
        recipients(anchor.to, end, anchor.kind == Kind.GIVE || anchor.kind == Kind.DISCLOSE);
    boolean toUs = recipients.us;
    if (anchor.passive) {
      return passive(index, claim, recipients, end);
    }
    switch (anchor.subject) {
      case USER -> {
        if (!EnglishVerbs.USER_GIVES.contains(anchor.lemma) || anchor.negated) {
          return null;
        }
        if (!recipients.named.isEmpty() && !toUs) {
          return null;
        }
        claim.confidence = 0.85;
        claim.condition = "user-choice";
        claim.recipients.put(Statement.FIRST_PARTY, "us");
      }
      case FIRST -> {
        if (anchor.kind == Kind.GIVE || anchor.kind == Kind.DISCLOSE) {
          if (recipients.toUser && recipients.named.isEmpty()
              || toUs && recipients.named.isEmpty()) {
            if (!toUs) {
              return null;
            }
            claim.recipients.put(Statement.FIRST_PARTY, "us");
          } else if (recipients.named.isEmpty()) {
            if (anchor.kind == Kind.GIVE
                && !anchor.lemma.matches("transfer|transmit|send|publish")) {
              return null;
            }
            if (anchor.lemma.matches("send|transmit|transfer|publish")) {
              return null;
            }
            claim.act = Act.SHARE;
            claim.recipients.put(Statement.THIRD_PARTY, "");
            claim.confidence = 0.8;
          } else {
            claim.act = Act.SHARE;
            claim.recipients.putAll(recipients.named);
          }
        } else {
          claim.recipients.put(Statement.FIRST_PARTY, "we");
          claim.confidence = anchor.kind == Kind.HAVE ? 0.75 : 0.92;
          if (anchor.lemma.equals("ask")
              && !word(anchor.at + 1).equals("for")
              && index + 1 < anchors.size()) {
            return null;
          }
        }
      }
      case OUTSIDE -> {
        if (anchor.kind == Kind.GIVE || anchor.kind == Kind.DISCLOSE) {
          if (!toUs) {
            return null;
          }
          claim.recipients.put(Statement.FIRST_PARTY, "us");
        } else {
          claim.act = Act.SHARE;
          claim.recipients.putAll(anchor.outside);
          claim.actor = anchor.outside.keySet().iterator().next();
          claim.confidence = anchor.kind == Kind.HAVE ? 0.75 : 0.88;
        }
      }
      default -> {
        if (!(anchor.kind == Kind.GIVE && toUs && word(anchor.to).equals("us")) || anchor.negated) {
          return null;
        }
        // "it sends us": whoever does, we obtain it.
        claim.recipients.put(Statement.FIRST_PARTY, "us");
        claim.confidence = 0.82;
      }
    }
    int from = anchor.to;
    if (anchor.lemma.equals("access") && word(from).equals("to")) {
      from++;
    }
    if (anchor.kind == Kind.OBTAIN
        && lowerBetween(from, from + 5)
            .matches(
                "([a-z']+ ){0,3}(consent|permission|agreement|approval|authori[sz]ation) .*")) {
      return null;
    }
    fill(claim, from, end, recipients.tokens);
    if (claim.data.isEmpty()
        && claim.except.isEmpty()
        && anchor.kind != Kind.HAVE
        && relativeObject(index, claim)) {
      claim.confidence -= 0.05;
    }
    finish(claim, index, from, end);
    claim.accessOnly =
        anchor.lemma.matches("access|read|use|scan|need|require|process|request|view|see");
    claim.localOnly =
        anchor.negated && anchor.lemma.matches("upload|transmit|send|leave|transfer|store|save");
    pointIntoSentence(claim, anchor);
    if (claim.pointsBack && anchor.negated && anchor.lemma.matches("store|save|keep|retain|hold")) {
      return null;
    }
    return claim;
  }

  /** "…your IP address, which we share with advertisers". */
  private boolean relativeObject(int index, Claim claim) {
    Anchor anchor = anchors.get(index);
    int before = anchor.subjectAt - 1;
    if (before > 0 && word(before).matches("which|that")) {
      int start = index == 0 ? 0 : anchors.get(index - 1).at;
      for (Found term : terms) {
        if (term.from() >= tokens.get(start).start() && term.to() <= tokens.get(before).start()) {
          claim.data.add(term);
        }
      }
      // "The device data we collect": only what stands right before.
      return !claim.data.isEmpty();
    }
    if (index == 0 && before >= 0 && claim.act == Act.COLLECT) {
      int adjacent = tokens.get(before).end();
      terms.stream()
          .filter(t -> t.to() == adjacent)
          .findFirst()
          .ifPresent(
              last ->
                  terms.stream()
                      .filter(t -> t == last || t.to() <= last.from() && listed(t, last))
                      .forEach(claim.data::add));
    }
    return !claim.data.isEmpty();
  }

  private boolean local(Anchor anchor) {
    return anchor.kind == Kind.HAVE && !anchor.lemma.equals("leave")
        || anchor.lemma.matches("record|log|access|read|scan|capture|detect");
  }

  private @Nullable Claim passive(int index, Claim claim, Recipients recipients, int end) {
    Anchor anchor = anchors.get(index);
    if (anchor.kind == Kind.GIVE || anchor.kind == Kind.DISCLOSE) {
      if (anchor.outside.containsKey("public")) {
        claim.act = Act.SHARE;
        claim.recipients.putAll(anchor.outside);
      } else if (recipients.us && recipients.named.isEmpty()) {
        claim.recipients.put(Statement.FIRST_PARTY, "us");
      } else if (!recipients.named.isEmpty()) {
        claim.act = Act.SHARE;
        claim.recipients.putAll(recipients.named);
      } else if (anchor.kind == Kind.DISCLOSE && !recipients.toUser) {
        claim.act = Act.SHARE;
        claim.recipients.put(Statement.THIRD_PARTY, "");
        claim.confidence = 0.8;
      } else if (anchor.negated
          && anchor.lemma.matches("transmit|send|transfer")
          && lower.matches(
              "(?s).*\\b(off|from|outside|out of) (of )?(your|the|their) (device|phone|handset)\\b.*")) {
        claim.recipients.put(Statement.FIRST_PARTY, "");
      } else if (anchor.lemma.matches("provide|submit|enter|input|send|transmit")
          && !anchor.negated
          && (lower.contains("by you") || anchor.lemma.matches("provide|submit"))) {
        claim.recipients.put(Statement.FIRST_PARTY, "us");
        if (anchor.negated && anchor.lemma.matches("provide")) {
          return null;
        }
      } else {
        return null;
      }
    } else if (!recipients.by.isEmpty()) {
      claim.act = Act.SHARE;
      claim.recipients.putAll(recipients.by);
      claim.actor = recipients.by.keySet().iterator().next();
    } else {
      claim.recipients.put(Statement.FIRST_PARTY, "");
      claim.confidence = anchor.kind == Kind.HAVE ? 0.7 : 0.88;
    }
    int start = clauseStart(index);
    Found last = null;
    boolean[] excluded = excluded(start, anchor.at);
    for (Found term : terms) {
      int token = tokenOf(term.from());
      if (token >= start && token < anchor.at && !excluded[token]) {
        claim.data.add(term);
        last = term;
      }
    }
    if (anchor.participle
        || word(anchor.subjectAt).matches("which|that") && anchor.subject == Subject.NONE) {
      if (last != null
          && !anchor.participle
          && tokens.get(anchor.subjectAt).start() - last.to() < 4) {
        Found only = last;
        claim.data.removeIf(t -> t != only && !listed(t, only));
        last = null;
      }
    }
    if (anchor.participle) {
      // "data shared with partners includes X"; "X collected by the app" only right before.
      if (last != null && tokens.get(anchor.at).start() - last.to() > 3) {
        claim.data.clear();
      } else if (last != null) {
        Found only = last;
        claim.data.removeIf(t -> t != only && !listed(t, only));
      }
    }
    boolean afterwards =
        lower
            .substring(tokens.get(anchor.at).start())
            .matches("(?s).*(\\binclud|\\bsuch as|:|\\bare\\b|\\bis\\b|\\bconsists?\\b).*");
    if (anchor.participle && anchor.lemma.matches("assign|generate|determine|require|request")) {
      return null;
    }
    if (anchor.participle
        && anchor.kind == Kind.GIVE
        && EnglishVerbs.USER_GIVES.contains(anchor.lemma)
        && !claim.data.isEmpty()
        && recipients.named.isEmpty()) {
      // "messages typed with the keyboard": which messages, not what is done with them.
      return null;
    }
    if (claim.data.isEmpty() && afterwards) {
      fill(claim, anchor.to, end, recipients.tokens);
    }
    if (anchor.lemma.matches("determine|derive|infer|detect|calculate")
        && !anchor.negated
        && word(anchor.to).matches("from|based|using|by")) {
      for (Found term : terms) {
        if (tokenOf(term.from()) > anchor.to
            && tokenOf(term.from()) < Math.min(end, anchor.to + 6)) {
          claim.data.add(term);
        }
      }
    }
    if (claim.data.isEmpty() && anchor.kind == Kind.HAVE) {
      return null;
    }
    if (claim.data.isEmpty()
        && lowerBetween(start, anchor.at)
            .matches(
                "(it|they|this|these|that|such|this information|this data|these data|such information|such data|that information|the information|this|which)? ?(also )?(is|are|will|may|can|never|not|be|does)?.*")) {
      claim.pointsBack =
          lowerBetween(start, anchor.at)
              .matches(
                  "(and |but |, |also )*(it|they|this|these|that information|such|this information|this data|these|such data|which)\\b.*");
    }
    finish(claim, index, anchor.to, end);
    pointIntoSentence(claim, anchor);
    claim.accessOnly = anchor.lemma.matches("access|read|use|scan|process");
    claim.localOnly = anchor.negated && anchor.lemma.matches("upload|transmit|send|leave|transfer");
    return claim;
  }

  /** "takes photos of your cheques and uploads them": what "them" stands for is in the sentence. */
  private void pointIntoSentence(Claim claim, Anchor anchor) {
    if (!claim.pointsBack
        || !claim.data.isEmpty()
        || anchors.stream()
            .anyMatch(
                a ->
                    a.at < anchor.at
                        && a != anchor
                        && !a.passive
                        && a.subject != Subject.NONE
                        && a.subject != Subject.USER)
        || EXCEPT_FIRST.matcher(lower).find()) {
      return;
    }
    for (Found term : terms) {
      if (term.to() < tokens.get(anchor.at).start()) {
        claim.data.add(term);
      }
    }
  }

  private boolean listed(Found a, Found b) {
    return text.substring(a.to(), Math.max(a.to(), b.from())).matches("[\\w\\s,']{0,80}")
        && !text.substring(a.to(), Math.max(a.to(), b.from()))
            .matches(".*\\b(is|are|when|to|for|we|you)\\b.*");
  }

  private int tokenOf(int character) {
    int low = 0;
    int high = tokens.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (tokens.get(middle).end() > character) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return high;
  }

  private int clauseStart(int index) {
    Anchor anchor = anchors.get(index);
    int start = 0;
    for (int k = anchor.at - 1; k >= 0; k--) {
      if (word(k).matches(";|:")
          || (word(k).equals(",")
              && word(k + 1).matches("but|and|while")
              && EnglishVerbs.of(word(k + 2)) == null
              && !AUXILIARIES.contains(word(k + 2))
              && beforeIsClause(k))) {
        start = k + 1;
        break;
      }
    }
    for (int i = index - 1; i >= 0; i--) {
      Anchor previous = anchors.get(i);
      if (previous.at >= start && !previous.participle) {
        if (joinsPassive(previous, anchor)) {
          continue;
        }
        // The previous verb's clause ends at the last comma or "and" behind it.
        for (int k = anchor.at - 1; k > previous.at; k--) {
          if (word(k).matches(",|and|but|;|which")) {
            int begin = k;
            while (begin > previous.to
                && !word(begin - 1).matches(",|;|but|which")
                && !isClauseAnd(begin)) {
              begin--;
            }
            return Math.max(start, begin);
          }
        }
        return Math.max(start, previous.to);
      }
    }
    return start;
  }

  private boolean isClauseAnd(int k) {
    return word(k - 1).equals("and") && word(k).matches("your|the|this|it|they");
  }

  private boolean joinsPassive(Anchor previous, Anchor anchor) {
    return previous.passive && word(anchor.subjectAt).matches("and|but|or|,|nor")
        || previous.passive
            && !lowerBetween(previous.to, anchor.at)
                .matches(".*\\b(your|you|we|information|data)\\b.*")
            && terms.stream()
                .noneMatch(
                    t ->
                        t.from() > tokens.get(previous.at).end()
                            && t.to() < tokens.get(anchor.at).start());
  }

  private boolean beforeIsClause(int comma) {
    return anchors.stream().anyMatch(a -> a.at < comma);
  }

  /** Index behind the last token that belongs to an anchor's clause on its right. */
  private int regionEnd(int index) {
    Integer known = regionEnds.get(index);
    if (known == null) {
      known = regionEndOf(index);
      regionEnds.put(index, known);
    }
    return known;
  }

  private int regionEndOf(int index) {
    Anchor anchor = anchors.get(index);
    int end = tokens.size();
    for (int k = anchor.to; k < end; k++) {
      if (word(k).equals(";") && !listGoesOn(k, index)) {
        end = k;
      } else if (word(k).matches("however|whereas|but") && k + 1 < end && clauseAfter(k + 1)) {
        end = k;
      } else if (word(k).equals(",") && word(k + 1).matches("and|so") && finiteAfter(k + 2)) {
        end = k;
      }
    }
    for (int i = index + 1; i < anchors.size(); i++) {
      Anchor next = anchors.get(i);
      if (next.at >= end) {
        break;
      }
      boolean between =
          terms.stream()
              .anyMatch(t -> tokenOf(t.from()) >= anchor.to && tokenOf(t.from()) < next.at);
      if (next.passive) {
        if (next.participle) {
          continue;
        }
        int begin = clauseStart(i);
        if (begin > anchor.at) {
          end = Math.min(end, begin);
          break;
        }
        continue;
      }
      if (next.own) {
        end = Math.min(end, Math.max(anchor.to, next.subjectAt));
        break;
      }
      if (between
          || anchor.kind != next.kind
              && !joins(anchor, next.at - 1)
              && !word(next.at - 1).equals("and")) {
        end = Math.min(end, next.at);
        break;
      }
    }
    return end;
  }

  /** "(i) your name; (ii) your address": no verb with a subject of its own behind the mark. */
  private boolean listGoesOn(int mark, int index) {
    for (int k = mark + 1; k < tokens.size() && !word(k).equals(";"); k++) {
      if (word(k).matches("we|you|they|it|do|does|is|are|may|will")) {
        return false;
      }
    }
    for (int i = index + 1; i < anchors.size(); i++) {
      if (anchors.get(i).at > mark && anchors.get(i).own) {
        return false;
      }
    }
    return true;
  }

  /** ", and the ads you see will be …": a clause of its own without a verb that matters. */
  private boolean finiteAfter(int k) {
    if (!word(k).matches("the|this|that|these|those|it|they|our|your|we|you|there|no|all")) {
      return false;
    }
    for (int i = k; i < Math.min(tokens.size(), k + 8); i++) {
      if (word(i).matches(",|;|:|\\(|and|or")) {
        return false;
      }
      if (word(i).matches("is|are|was|were|will|would|cannot|can|may|must|does|do|has|have")) {
        return !word(i - 1).matches("you|we|they|that|which|who|it");
      }
    }
    return false;
  }

  private boolean clauseAfter(int k) {
    for (int i = k; i < Math.min(tokens.size(), k + 4); i++) {
      if (word(i).matches("we|you|our|they|it|these|this|the|some|third")) {
        return true;
      }
    }
    return false;
  }

  private void fill(Claim claim, int from, int end, Set<Integer> recipients) {
    boolean[] excluded = excluded(from, end);
    boolean flipped = false;
    int token = from;
    for (Found term : terms) {
      int at = tokenOf(term.from());
      if (at < from || at >= end) {
        continue;
      }
      for (; token < at; token++) {
        String word = word(token);
        if (word.matches("except|excluding|apart|aside")
            || word.equals("other") && word(token + 1).equals("than")) {
          flipped = true;
        } else if (word.matches("not|never")
            && word(token - 1).matches(",|but|and")
            && !word(token + 1).matches("limited|only")) {
          flipped = claim.sign == Sign.POSITIVE;
        } else if (word.equals("but") && claim.sign == Sign.NEGATIVE && !clauseAfter(token + 1)) {
          flipped = true;
        }
      }
      if (excluded[at] || recipients.contains(at)) {
        continue;
      }
      (flipped ? claim.except : claim.data).add(term);
    }
    if (from < end && word(from).matches("no|none")) {
      claim.sign = Sign.NEGATIVE;
    }
    if (claim.sign == Sign.NEGATIVE && EXCEPT_FIRST.matcher(lower).find()) {
      // "Except for your email address, we do not collect any contact information."
      int comma = lower.indexOf(',');
      terms.stream()
          .filter(t -> t.to() <= comma && tokenOf(t.from()) < from)
          .forEach(claim.except::add);
    }
  }

  /** Tokens in phrases of purpose, time, manner and recipient, where a term is no object. */
  private boolean[] excluded(int from, int to) {
    boolean[] excluded = new boolean[tokens.size() + 1];
    char mode = ' ';
    int depth = 0;
    int modeDepth = 0;
    for (int i = from; i < to; i++) {
      String word = word(i);
      String next = word(i + 1);
      char before = mode;
      depth += word.equals("(") ? 1 : word.equals(")") ? -1 : 0;
      if (mode != ' ' && word.equals(")") && depth < modeDepth) {
        mode = ' ';
      }
      if (mode != ' ' && resumes(i, mode)) {
        mode = ' ';
      }
      if (mode == ' ' || mode == 't') {
        if (word.equals("to")
            && !NOT_A_PURPOSE.contains(next)
            && !capitalised(i + 1)
            && !next.isEmpty()) {
          mode = 'p';
        } else if (word.equals("for")
            && !next.matches("example|instance")
            && !word(i - 1).matches("ask|asks|asked|except")) {
          mode = 'p';
        } else if (word.equals("so") && next.matches("that|we|you|it|our")) {
          mode = 'p';
        } else if (word.equals("in") && next.equals("order")) {
          mode = 'p';
        } else if (TIME.contains(word) && !(word.equals("based") && i == from)) {
          mode = 't';
        } else if (word.equals("as")
            && next.matches(
                "part|necessary|needed|described|required|long|soon|you|we|permitted|set")) {
          mode = 't';
        } else if (word.equals("by") && (next.endsWith("ing") || next.equals("means"))) {
          mode = 't';
        } else if (word.equals("which") && !next.matches("may|include|includes|is|are|can")) {
          mode = 't';
        } else if (word.equals("without")) {
          mode = 't';
        } else if (word.equals("in")
            && next.matches("connection|response|exchange|accordance|addition|case|the")
            && !word(i + 2).matches("app|following|address|calendar|clipboard|phone")) {
          mode = next.equals("the") ? mode : 't';
        }
      }
      modeDepth = mode != before ? depth : modeDepth;
      excluded[i] = mode != ' ';
    }
    return excluded;
  }

  private boolean capitalised(int i) {
    return i < tokens.size() && tokens.get(i).capital();
  }

  /** Whether the list of objects goes on behind an aside. */
  private boolean resumes(int i, char mode) {
    String word = word(i);
    if (word.matches(";|:")) {
      return true;
    }
    if (mode == 't'
        && (word.matches("including|includes?|namely")
            || word.equals("such") && word(i + 1).equals("as"))) {
      return true;
    }
    if (word.equals("as") && word(i + 1).equals("well")) {
      return true;
    }
    boolean comma = word(i - 1).equals(",") || word(i - 1).equals("and") && word(i - 2).equals(",");
    if (!comma && !(word(i - 1).equals("and") && word.equals("your"))) {
      return false;
    }
    if (word.equals("and")) {
      return false;
    }
    if (word.equals("your") || word.matches("any|the")) {
      int at = i;
      return terms.stream().anyMatch(t -> tokenOf(t.from()) == at || tokenOf(t.from()) == at + 1);
    }
    Lexicon.Match match = i < tokens.size() ? Lexicon.english().at(tokens, i) : null;
    return match != null && !match.isStop() && !match.isWeak() && mode == 't'
        || match != null && !match.isStop() && word(match.to()).matches("to|for|when|if");
  }

  private void finish(Claim claim, int index, int from, int end) {
    Anchor anchor = anchors.get(index);
    claim.except.removeIf(t -> claim.data.stream().anyMatch(d -> d.data().equals(t.data())));
    if (claim.data.isEmpty() && !anchor.passive) {
      String next = lowerBetween(from, Math.min(end, from + 3));
      claim.pointsBack =
          next.matches(
                  "(all |any of |some of |also )?(it|them|this|these|that|such|the (above|same|collected|aforesaid|aforementioned|foregoing))\\b.*")
              && !next.matches(
                  "(this|these|that|such) (app|service|website|site|feature|features|policy|purpose|purposes|technolog).*");
    }
    int start =
        index == 0
            ? 0
            : tokens.get(Math.max(0, Math.min(clauseOpen(index), tokens.size() - 1))).start();
    int close = end;
    for (int k = anchor.to; k < end - 1; k++) {
      if (word(k).equals(",") && word(k + 1).matches("and|but|so|nor") && clauseAfter(k + 2)
          || word(k).equals(",") && word(k + 1).matches("although|whereas|because")) {
        close = k;
        break;
      }
    }
    int stop = close >= tokens.size() ? text.length() : tokens.get(Math.max(close - 1, 0)).end();
    String clause = start < stop ? lower.substring(start, stop) : lower;
    claim.purposes = Purposes.shipped().inText(purposePart(from, end), "en");
    if (CHILDREN.matcher(clause).find() && !clause.contains("child's")) {
      claim.condition = "children";
    } else if (EXCEPT.matcher(clause).find() && claim.except.isEmpty()) {
      claim.condition = CONSENT.matcher(clause).find() ? "consent" : "except";
    } else if (CONSENT.matcher(clause).find()) {
      claim.condition = "consent";
    } else if (OPT_OUT.matcher(clause).find()) {
      claim.condition = "opt-out";
    } else if (CHOICE.matcher(clause).find()) {
      claim.condition = "user-choice";
    }
    if (claim.condition == null
        && claim.sign == Sign.NEGATIVE
        && clause.matches("(?s).*\\bwithout (?!limit).*")) {
      claim.condition = "except";
    }
    if (claim.condition == null
        && claim.sign == Sign.NEGATIVE
        && FOR_ONE_PURPOSE.matcher(clause).find()) {
      claim.condition = "purpose";
    }
    if (claim.condition == null
        && claim.sign == Sign.NEGATIVE
        && (anchor.lemma.matches("combine|link|analyze|need|require|maintain")
            || anchor.lemma.matches("use|process|utilize|utilise")
                && lowerBetween(anchor.to, end)
                    .matches(".*\\b(to|for|as|in|outside|beyond)\\b.*"))) {
      claim.condition = "purpose";
    }
  }

  private int clauseOpen(int index) {
    Anchor anchor = anchors.get(index);
    for (int k = anchor.at - 1; k >= 0; k--) {
      if (word(k).matches(";|but|although|though|whereas|because")
          || word(k).equals(",")
              && word(k + 1).matches("and|so|nor")
              && k + 1 < anchor.subjectAt + 1
              && anchor.own
              && anchors.stream().anyMatch(a -> a.at < anchor.at)) {
        return k + 1;
      }
    }
    return 0;
  }

  private String purposePart(int from, int end) {
    for (int i = from; i < end; i++) {
      String word = word(i);
      if (word.equals("to") && !NOT_A_PURPOSE.contains(word(i + 1))
          || word.equals("for") && !word(i + 1).matches("example|instance")
          || word.equals("so")) {
        int stop = end >= tokens.size() ? lower.length() : tokens.get(end - 1).end();
        return lower.substring(tokens.get(i).start(), Math.max(tokens.get(i).start(), stop));
      }
    }
    // "To show ads, we collect …"
    return lower.startsWith("to ") || lower.startsWith("in order to ")
        ? lower.substring(
            0, Math.min(lower.length(), Math.max(0, tokens.get(Math.max(0, from - 1)).start())))
        : "";
  }

  // --- recipients ----------------------------------------------------------------------------

  private static final class Recipients {
    final Map<String, String> named = new LinkedHashMap<>();
    final Map<String, String> by = new LinkedHashMap<>();
    final Set<Integer> tokens = new java.util.HashSet<>();
    boolean us;
    boolean toUser;
  }

  private Recipients recipients(int from, int end, boolean giving) {
    Recipients found = new Recipients();
    String preposition = "";
    int lastMention = -1;
    for (int i = from; i < end; i++) {
      String word = word(i);
      String next = word(i + 1);
      if (word.matches("with|to|by|among|between")) {
        boolean purpose =
            word.equals("to")
                && !NOT_A_PURPOSE.contains(next)
                && !capitalised(i + 1)
                && Entities.shipped().at(tokens, Math.min(i + 1, tokens.size() - 1)) == null;
        preposition = purpose || word.equals("by") && next.endsWith("ing") ? "" : word;
        if (word.equals("to") && next.matches("you|your")
            || word.equals("with") && next.equals("you")) {
          found.toUser |=
              !word(i + 2)
                  .matches(
                      "friends|contacts|followers|employer|doctor|school|bank|physician|care|team");
        }
        continue;
      }
      if (TIME.contains(word) || word.matches("for|except|so|without|in") || word.equals(";")) {
        if (!(word.equals("in") || word.equals("using"))) {
          preposition = "";
        }
      }
      if (word.matches("them|they")
          && !lastOutside.isEmpty()
          && (i == from || !preposition.isEmpty())
          && terms.stream().anyMatch(t -> tokenOf(t.from()) > from)) {
        found.named.putAll(lastOutside);
      } else if (word.equals("them")
          && giving
          && lastOutside.isEmpty()
          && (i == from || preposition.matches("with|to"))
          && !lowerBetween(0, from).matches(".*\\b(children|parents|friends|users|they)\\b.*")
          && !terms.isEmpty()) {
        found.named.put(Statement.THIRD_PARTY, "them");
      }
      if (preposition.isEmpty()
          && giving
          && (i == from || i == from + 1 && word(from).matches("our|the|your|such"))) {
        // "we provide drivers with your name"
        Entities.Mention to = Entities.shipped().at(tokens, i);
        if (to != null && word(to.to()).matches("with|your") && !firstParty(i, to.to())) {
          found.named.put(
              to.entity().name("en"),
              text.substring(tokens.get(i).start(), tokens.get(to.to() - 1).end()));
        }
      }
      if (word.equals("us") && i == from) {
        found.us = true;
      }
      if (preposition.isEmpty()) {
        if (i == from && word.equals("you")) {
          found.toUser = true;
        }
        continue;
      }
      if (word.equals("us")
          || word.equals("our")
              && next.matches(
                  "servers?|systems?|backend|cloud|team|app|platform|service|services|support|database|databases|company|site|website")) {
        if (!preposition.equals("by")) {
          found.us |=
              !(next.matches("service|services") && word(i + 2).matches("providers?|partners?"));
          if (found.us) {
            continue;
          }
        }
      }
      Map<String, String> into = preposition.equals("by") ? found.by : found.named;
      int here = i;
      Entities.Mention mention = Entities.shipped().at(tokens, i);
      if (mention != null && !firstParty(i, mention.to())) {
        for (int t = i; t < mention.to(); t++) {
          found.tokens.add(t);
        }
        lastMention = mention.to();
        if (!general(mention, end)) {
          into.put(
              mention.entity().name("en"),
              text.substring(tokens.get(i).start(), tokens.get(mention.to() - 1).end()));
        }
        i = mention.to() - 1;
      } else if (tokens.get(i).capital()
          && name(i)
          && !firstName(i)
          && !firstNameFrom(i)
          && (inName(i) || lastMention == here)) {
        int to = i + 1;
        while (to < end
            && (tokens.get(to).capital() && tokens.get(to).isWord() || word(to).equals("&"))) {
          to++;
        }
        String name = text.substring(tokens.get(i).start(), tokens.get(to - 1).end());
        if (!name.matches("[A-Z]{2,4}")) {
          into.put(name, name);
        }
        i = to - 1;
      }
    }
    unnamed(found, from, end);
    return found;
  }

  /** "to sponsors": a plural that is no entity known is an outside party all the same. */
  private void unnamed(Recipients found, int from, int end) {
    if (!found.named.isEmpty() || found.us || found.toUser) {
      return;
    }
    for (int i = from; i < end - 1; i++) {
      if (word(i).matches("with|to")) {
        int noun =
            word(i + 1).matches("our|the|other|any|certain|selected|all|some|those|partner")
                ? i + 2
                : i + 1;
        String word = word(noun);
        if (word.matches("[a-z]{5,}s")
            && !word.matches(
                "purposes|terms|services|standards|laws|servers|systems|devices|reasons|obligations|requests|users|features|products|questions|orders|events|changes|access|address|process|emails|messages|others|settings|regulations|needs|interests|improvements|analytics|always|countries|regions|cookies|ourselves|themselves|yourselves|results|apps|preferences|details|photos|friends|things|offers|recommendations")
            && terms.stream()
                .noneMatch(t -> tokenOf(t.from()) <= noun && noun < tokenOf(t.to() - 1) + 1)) {
          found.named.put(Statement.THIRD_PARTY, word);
          return;
        }
      }
    }
  }

  private boolean firstNameFrom(int i) {
    for (String name : firstNames) {
      if (lower.startsWith(name, tokens.get(i).start())) {
        return true;
      }
    }
    return false;
  }

  private boolean inName(int i) {
    return word(i - 1)
        .matches(
            "with|to|by|and|or|,|as|like|\\(|including|partner|partners|provider|providers|processor|the|our|called|network|company|service|vendor|from");
  }

  /** A category whose members are named right behind it: "analytics providers such as Acme". */
  private boolean general(Entities.Mention mention, int end) {
    if (mention.entity().company()) {
      return false;
    }
    int i = mention.to();
    String next = word(i);
    if (next.matches(",|\\(")
        && word(i + 1).matches("such|including|like|namely|e|called|specifically")) {
      i++;
      next = word(i);
    }
    if (next.matches("such|including|like|namely|called|named|e|\\(|specifically|:")
        || next.equals(",")) {
      int at = next.matches("such") ? i + 2 : next.equals("e") ? i + 3 : i + 1;
      while (word(at).matches("\\.|,|the|g")) {
        at++;
      }
      return at < end && tokens.get(at).capital() && (company(at) || name(at));
    }
    return i < end && tokens.get(i).capital() && tokens.get(i).isWord() && (company(i) || name(i));
  }

  private boolean company(int i) {
    Entities.Mention mention = Entities.shipped().at(tokens, i);
    return mention != null && mention.entity().company();
  }

  @Override
  public List<Found> fragment() {
    boolean[] excluded = excluded(0, tokens.size());
    List<Found> found = new ArrayList<>();
    for (Found term : terms) {
      if (!excluded[tokenOf(term.from())]) {
        found.add(term);
      }
    }
    return found;
  }

  /** Recipients named in a fragment, such as an item of "we share it with:". */
  @Override
  public Map<String, String> named() {
    Map<String, String> found = new LinkedHashMap<>();
    for (int i = 0; i < tokens.size(); i++) {
      Entities.Mention mention = Entities.shipped().at(tokens, i);
      if (mention != null && !general(mention, tokens.size())) {
        found.putIfAbsent(
            mention.entity().name("en"),
            text.substring(tokens.get(i).start(), tokens.get(mention.to() - 1).end()));
        i = mention.to() - 1;
      }
    }
    return found;
  }

  boolean neverLeaves() {
    return NEVER_LEAVES.matcher(lower).find();
  }
}
