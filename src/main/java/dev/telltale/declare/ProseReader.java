package dev.telltale.declare;

import dev.telltale.declare.DataPhrases.Found;
import dev.telltale.declare.Statement.Sign;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the running text of a document, block by block. It keeps what a sentence alone does not
 * say: the list that a sentence ending in a colon leads in, the heading that says what its
 * fragments are about, and the data that "this information" points back to. It is longer than most,
 * because which of these a sentence stands in is decided in one place. Not thread-safe.
 */
final class ProseReader {
  private static final Pattern INCLUDES =
      Pattern.compile(
          "(?i)^(this|these|such|it|they|the|examples?|that)\\b[\\w\\s,'’-]{0,60}?(\\b(does|do) not [^.;]{0,90} but )?\\b(may |can |will |might |typically |also |generally |could )*(includes?|are|consists? of|comprises?|contains?|is limited to|encompass)\\b.*"
              + "|^(this|these|it) (is|are) .*|^(for example|such as|including|e\\.g\\.|namely)\\b.*"
              + "|^[A-Z][\\w /&-]{2,50}? (information|data|details|identifiers?|includes?)( may| can)? (includes?|such as|like)\\b.*",
          Pattern.DOTALL);
  private static final Pattern CHINESE_INCLUDES =
      Pattern.compile(
          "^(这些|此类|上述|该类|该等|其中|前述|具体|此等|这类|以上)?[^，。]{0,12}(包括|包含|如下|有)[^。]*|^(例如|比如|如(?!果|您)|譬如)[^。]*",
          Pattern.DOTALL);
  private static final Pattern FINITE =
      Pattern.compile(
          "(?i)\\b(is|are|was|were|will|would|may|can|could|must|should|has|have|had|do|does|did|don't|won't|we|you|they|it|please)\\b");
  private static final Set<String> PURPOSE_VERBS =
      EnglishSentence.words(
          "provide improve send personalize personalise communicate respond detect prevent protect"
              + " comply enforce analyze analyse understand develop deliver operate create verify show display help"
              + " enable allow monitor measure to contact notify manage facilitate ensure authenticate"
              + " fulfill fulfil customize tailor research conduct administer resolve troubleshoot debug"
              + " offer serve investigate remember keep make let promote process maintain diagnose bill"
              + " complete support recommend match estimate calculate render suggest advertise fix access correct delete"
              + " request withdraw object update opt review download export unsubscribe lodge change turn disable choose ask"
              + " supporting providing improving sending personalizing personalising communicating detecting preventing protecting complying analyzing verifying showing operating delivering processing responding");

  private final List<Block> blocks;
  private final String content;
  private final boolean html;
  private final StatementList out;
  private final Map<String, Integer> seen = new java.util.HashMap<>();
  private int sentences;

  /** What a sentence ending in a colon says of the items behind it, by their depth. */
  private final List<LeadIn> leadIns = new ArrayList<>();

  private final Readings readings;
  private final Headings headings;
  private final Labels labels;
  private List<Found> recent = List.of();
  private List<Claim> lastClaims = List.of();
  private Map<String, String> lastOutside = Map.of();
  private List<Found> recentList = new ArrayList<>();

  private record LeadIn(int depth, List<Claim> claims, Passage passage) {}

  ProseReader(List<Block> blocks, String content, boolean html, StatementList out) {
    this.blocks = blocks;
    this.content = content;
    this.html = html;
    this.out = out;
    this.readings = new Readings(Parties.of(content));
    this.headings = new Headings(readings);
    this.labels = new Labels(readings);
  }

  int sentences() {
    return sentences;
  }

  /** The cells of a table without a header that is known: each a fragment of its section. */
  void unreadTable(Block table) {
    for (List<Passage> row : table.rows()) {
      for (Passage cell : row) {
        paragraph(cell, 0);
      }
    }
  }

  /** Reads the block at an index. */
  void block(int index) {
    Block block = blocks.get(index);
    switch (block.kind()) {
      case HEADING -> {
        leadIns.clear();
        lastOutside = Map.of();
        recentList = new ArrayList<>();
        headings.enter(block);
      }
      case ITEM -> item(block);
      default -> {
        leadIns.clear();
        paragraph(block.passage(), 0);
      }
    }
  }

  private void item(Block block) {
    int depth = block.level();
    leadIns.removeIf(l -> l.depth() > depth);
    while (!leadIns.isEmpty()
        && leadIns.get(leadIns.size() - 1).depth() >= depth
        && leadIns.get(leadIns.size() - 1).depth() > 0) {
      leadIns.remove(leadIns.size() - 1);
    }
    paragraph(block.passage(), depth);
  }

  private void paragraph(Passage passage, int depth) {
    boolean zh = Readings.chinese(passage.text());
    List<Passage> parts = Sentences.of(passage, zh);
    if (passage.text().length() > Sentences.MOST && parts.size() < 20) {
      out.warn(
          "a passage of "
              + passage.text().length()
              + " characters without the end of a sentence was read only in part");
    }
    boolean first = true;
    for (int i = 0; i < parts.size(); i++) {
      sentence(parts.get(i), zh, depth, first, i == parts.size() - 1);
      first = false;
    }
  }

  private void sentence(Passage sentence, boolean zh, int depth, boolean first, boolean last) {
    sentences++;
    String text = TraditionalChinese.simplified(sentence.text());
    // What has been said twenty times says nothing new, and would only cost time.
    if (seen.merge(text, 1, Integer::sum) > 20) {
      return;
    }
    List<Claim> labelled = labels.statements(text);
    if (!labelled.isEmpty()) {
      labelled.forEach(claim -> emit(claim, sentence, null));
      recent =
          labelled.stream()
              .filter(c -> c.sign == Sign.POSITIVE)
              .flatMap(c -> c.data.stream())
              .toList();
      return;
    }
    Readings.Sentence read = readings.sentence(text, zh, lastOutside);
    List<Claim> claims = read.claims();
    List<Found> fragment = read.fragment();
    Map<String, String> named = read.named();
    boolean anchors = read.hasAnchors();
    boolean dataFirst = read.beginsWithData();
    boolean leads =
        last
            && (text.endsWith(":")
                || text.endsWith("：")
                || text.endsWith(":-")
                || text.endsWith("—"));
    LeadIn leadIn = leadIns.isEmpty() ? null : leadIns.get(leadIns.size() - 1);
    List<Found> said = new ArrayList<>();
    List<Found> inSentence = List.of();
    boolean any = false;
    for (Claim claim : claims) {
      if (claim.data.isEmpty() && claim.except.isEmpty() && claim.pointsBack) {
        boolean except = text.matches("(?is)^(except|other than|apart from|aside from)\\b.*");
        List<Found> back = inSentence.isEmpty() || except ? back(text) : inSentence;
        if (text.matches("(?is)^(except|other than|apart from|aside from)\\b.*")) {
          Set<String> excepted = new java.util.HashSet<>();
          fragmentTerms(text).forEach(f -> excepted.add(f.data()));
          back = back.stream().filter(f -> !excepted.contains(f.data())).toList();
        }
        if (!back.isEmpty()) {
          claim.data = back;
          claim.confidence -= 0.15;
        }
      }
      any |= !claim.data.isEmpty() || !claim.except.isEmpty();
      if (!claim.data.isEmpty()) {
        inSentence = claim.data;
      }
      if (claim.act == Statement.Act.SHARE
          && claim.recipients.keySet().equals(Set.of(Statement.THIRD_PARTY))) {
        Map<String, String> label = labels.parties(text);
        if (!label.isEmpty()) {
          claim.recipients = label;
        }
      }
      if (claim.sign == Sign.POSITIVE) {
        said.addAll(claim.data);
      }
      boolean openRecipients =
          leads
              && claim == claims.get(claims.size() - 1)
              && claim.act == Statement.Act.SHARE
              && !claim.data.isEmpty()
              && openRecipients(text);
      List<Claim> pairs =
          claim.act == Statement.Act.SHARE
                  && (claim.recipients.keySet().equals(Set.of(Statement.THIRD_PARTY))
                      || claim.recipients.size() > 1)
              ? labels.pairs(claim, text)
              : List.of();
      if (!pairs.isEmpty()) {
        pairs.forEach(pair -> emit(pair, sentence, null));
      } else if (!openRecipients) {
        emit(claim, sentence, null);
      }
    }
    if (leads) {
      List<Claim> frames = new ArrayList<>();
      for (Claim claim : claims) {
        if (claim.data.isEmpty()
            || openRecipients(text)
            || Pattern.compile("(?i)follow|including|such as|includes|如下|以下|包括|下列")
                .matcher(text)
                .find()) {
          Claim frame = claim.frame();
          if (claim.act == Statement.Act.SHARE && openRecipients(text)) {
            frame.data = claim.data;
          }
          frames.add(frame);
        }
      }
      if (frames.isEmpty() && claims.isEmpty() && !anchors) {
        frames.addAll(inherited(leadIn, text, zh));
      }
      leadIns.add(new LeadIn(depth, frames, sentence));
    }
    boolean label =
        !last
            && (first || text.matches("([A-Z][\\w'-]*[ .]?){1,5}"))
            && text.length() < 60
            && text.matches("(Category: ?|Type: ?)?[^:：,，、]*[.。]")
            && EnglishText.tokens(text).size() < 8;
    boolean framed =
        !label
            && !any
            && (!anchors || dataFirst || zh && claims.isEmpty() && depth > 0 && leadIn != null)
            && !leads;
    if (framed) {
      for (Claim frame : framesFor(leadIn, text, zh, depth, first, dataFirst)) {
        Claim claim = frame.frame();
        claim.confidence = frame.confidence;
        claim.purposes = Purposes.shipped().inText(purposePart(text), zh ? "zh" : "en");
        if (!frame.data.isEmpty()) {
          claim.data = frame.data;
          if (!named.isEmpty()) {
            claim.recipients = named;
          }
        } else {
          claim.data = fragment;
          if (claim.act == Statement.Act.SHARE
              && !named.isEmpty()
              && claim.recipients.containsKey(Statement.THIRD_PARTY)) {
            claim.recipients = named;
          }
        }
        if (claim.sign == Sign.POSITIVE) {
          said.addAll(claim.data);
        }
        emit(
            claim,
            sentence,
            leadIn != null && frame.data.isEmpty()
                ? leadIn.passage()
                : leadIn == null ? null : leadIn.passage());
      }
    }
    Map<String, String> outside = new LinkedHashMap<>();
    claims.forEach(c -> c.recipients.forEach(outside::put));
    if (outside.isEmpty() || outside.keySet().equals(Set.of(Statement.FIRST_PARTY))) {
      outside.putAll(named);
    }
    outside.remove(Statement.FIRST_PARTY);
    outside.remove("other-users");
    lastOutside = outside.isEmpty() && !first ? lastOutside : outside;
    if (!claims.isEmpty()) {
      lastClaims = claims.stream().map(Claim::frame).toList();
    } else if (first) {
      lastClaims = List.of();
    }
    if (!said.isEmpty()) {
      recent = List.copyOf(said);
      if (depth > 0) {
        recentList.addAll(said);
      } else {
        recentList = new ArrayList<>(said);
      }
    }
  }

  private List<Found> fragmentTerms(String text) {
    return readings.terms(text.split(",|，", 2)[0]);
  }

  private static String purposePart(String text) {
    int dash = Math.max(text.indexOf(" to "), Math.max(text.indexOf(" for "), text.indexOf("用于")));
    return dash < 0 ? "" : text.substring(dash);
  }

  private List<Found> back(String text) {
    return text.matches("(?is).*(\\babove\\b|\\ball (of )?(this|these|the)|上述|以上|前述|这些).*")
            && !recentList.isEmpty()
        ? List.copyOf(recentList)
        : recent.isEmpty() ? List.copyOf(recentList) : recent;
  }

  private static boolean openRecipients(String text) {
    return text.matches(
        "(?is).*\\b(with|to)( the)?( following)?( [\\w-]+){0,6}:-?$|.*(向|与|给)[^，。]{0,14}(以下|下列|如下)[^，。]*[:：]$|.*(以下|下列)(第三方|主体|合作方|对象|接收方|公司|合作伙伴|机构|情形|类型)[^，。]{0,14}[:：]$");
  }

  private List<Claim> inherited(@Nullable LeadIn leadIn, String text, boolean zh) {
    if (leadIn != null && !leadIn.claims().isEmpty()) {
      return leadIn.claims();
    }
    boolean includes = (zh ? CHINESE_INCLUDES : INCLUDES).matcher(text).matches();
    Claim heading = headings.frame();
    return heading != null && (includes || text.length() < 90) ? List.of(heading) : List.of();
  }

  /** The frames that a sentence without a claim of its own stands in. */
  private List<Claim> framesFor(
      @Nullable LeadIn leadIn,
      String text,
      boolean zh,
      int depth,
      boolean first,
      boolean dataFirst) {
    boolean includes = (zh ? CHINESE_INCLUDES : INCLUDES).matcher(text).matches();
    if (!zh && PURPOSE_VERBS.contains(firstWord(text)) && !dataFirst) {
      return List.of();
    }
    if (includes && !first && !lastClaims.isEmpty()) {
      return lastClaims;
    }
    boolean fragment =
        zh
            ? !text.matches(".*(您可以|您有权|我们将|我们会|不会|可能会|应当|请您|如果|拒绝|是指).*")
            : dataFirst || !FINITE.matcher(beforePurpose(text)).find();
    boolean label = text.matches("(?s)^.{2,60}?[:：—–].*|^[^.]{2,50} - .*");
    if (leadIn != null && depth > leadIn.depth() && (first && (fragment || label) || includes)) {
      return leadIn.claims();
    }
    if (leadIn != null
        && depth > leadIn.depth()
        && first
        && !leadIn.claims().isEmpty()
        && !text.matches("(?i).*\\b(not|never|delete|cookies?)\\b.*")) {
      return leadIn.claims();
    }
    Claim before = label ? labels.beforeColon(text) : null;
    if (before != null && (fragment || zh)) {
      return List.of(before);
    }
    Claim heading = headings.frame();
    if (heading == null
        || headings.muted()
        || leadIn != null && leadIn.claims().isEmpty() && depth > 0) {
      return List.of();
    }
    if (depth > 0 && (fragment || includes || label)) {
      return List.of(heading);
    }
    if (depth == 0 && (includes || label && fragment || fragment && text.length() < 200)) {
      return List.of(heading);
    }
    return List.of();
  }

  private static String firstWord(String text) {
    List<EnglishText.Token> tokens =
        EnglishText.tokens(text.substring(0, Math.min(40, text.length())));
    return tokens.isEmpty() ? "" : tokens.get(0).word();
  }

  private static String beforePurpose(String text) {
    return text.split("(?i)\\b(to|for|when|if|so that|in order|which|that)\\b", 2)[0];
  }

  private void emit(Claim claim, Passage sentence, @Nullable Passage leadIn) {
    StatementList.Draft draft = new StatementList.Draft();
    draft.actor = claim.actor;
    draft.act = claim.act;
    draft.purposes = claim.purposes;
    draft.condition = claim.condition;
    quote(draft, sentence, leadIn);
    for (Map.Entry<String, String> recipient : recipients(claim).entrySet()) {
      draft.recipient = recipient.getKey();
      draft.recipientTerm = recipient.getValue().isEmpty() ? null : recipient.getValue();
      draft.sign = claim.sign;
      for (Found found : claim.data) {
        if (found.closing() && claim.sign == Sign.POSITIVE && claim.data.size() > 1) {
          continue;
        }
        if (claim.localOnly && claim.sign == Sign.NEGATIVE) {
          out.retract(found.data(), draft.start - 600);
        }
        out.add(draft, found.data(), found.term(), claim.accessOnly, confidence(claim, found));
      }
      draft.sign = claim.sign == Sign.POSITIVE ? Sign.NEGATIVE : Sign.POSITIVE;
      for (Found found : claim.except) {
        out.add(draft, found.data(), found.term(), Set.of(), confidence(claim, found) - 0.05);
      }
    }
  }

  /** Named companies make the categories and "third parties" beside them more exact. */
  private static Map<String, String> recipients(Claim claim) {
    Map<String, String> all = new LinkedHashMap<>(claim.recipients);
    if (all.size() > 1) {
      all.remove(Statement.THIRD_PARTY);
    }
    return all.isEmpty() ? Map.of(Statement.FIRST_PARTY, "") : all;
  }

  private static double confidence(Claim claim, Found found) {
    return Math.max(0.3, claim.confidence - (found.data().contains(".") ? 0 : 0.04));
  }

  private void quote(StatementList.Draft draft, Passage sentence, @Nullable Passage leadIn) {
    int start = sentence.start(0);
    int end = sentence.end(sentence.text().length());
    if (leadIn != null && end - leadIn.start(0) > 0 && end - leadIn.start(0) < 400) {
      start = leadIn.start(0);
    }
    String quote =
        html
            ? (start == sentence.start(0) || leadIn == null ? "" : leadIn.text() + " ")
                + sentence.text()
            : content.substring(start, Math.min(content.length(), Math.max(start, end)));
    draft.at(quote, start, end);
  }
}
