package dev.telltale.declare;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The data types named in a stretch of text, in order. A general word whose contents are listed
 * behind it ("device information such as model and IMEI", 设备信息（型号、IMEI）) gives way to the list.
 */
final class DataPhrases {
  private static final Pattern ENGLISH_LIST =
      Pattern.compile(
          "^\\W{0,3}(for example|such as|including|includes?|like|e\\.?g\\.?|i\\.?e\\.?|namely"
              + "|which (will |may |can |would )?(often |typically |usually )?(include|are|is)s?|consisting of|comprising|that (may )?includes?"
              + "|may include|specifically|in particular|are|\\(|:|—|–).*",
          Pattern.DOTALL);
  private static final Pattern CHINESE_LIST =
      Pattern.compile("^[，,\\s]?(具体)?(（|\\(|：|:|\\[|【|包括|包含|例如|比如|如(?!果)|主要|—).*", Pattern.DOTALL);
  private static final Set<String> GENERIC_IDS =
      Set.of("广告标识符", "广告标识", "设备识别码", "唯一设备识别码", "设备标识", "匿名设备标识符", "设备唯一识别码", "广告ID");
  private static final String DELIMITERS = "、，,；;：:（()）/。. 　和及与或以的了其等并跟是为“”\"'|+&·-—\n[]【】";

  private DataPhrases() {}

  private static Set<String> words(String list) {
    return Set.copyOf(List.of(list.split(" ")));
  }

  /**
   * A data type found.
   *
   * @param data taxonomy id
   * @param term the words
   * @param from index of their first character
   * @param to index behind the last
   * @param closing whether it only sums up the members of a list before it: "…, IMEI and other
   *     device identifiers"
   */
  record Found(String data, String term, int from, int to, boolean closing) {
    Found(String data, String term, int from, int to) {
      this(data, term, from, to, false);
    }
  }

  /** In Chinese text. */
  static List<Found> chinese(String text) {
    String lower = TraditionalChinese.simplified(Words.lower(text));
    List<Found> found = new ArrayList<>();
    int i = 0;
    while (i < lower.length()) {
      Lexicon.Match match = Lexicon.chinese().at(lower, i);
      if (match == null) {
        i++;
        continue;
      }
      if (!match.isStop() && (!match.isWeak() || alone(lower, match.from(), match.to()))) {
        found.add(
            new Found(
                match.data(), text.substring(match.from(), match.to()), match.from(), match.to()));
      }
      i = match.to();
    }
    contactPersons(lower, found);
    return withoutHeads(text, found, CHINESE_LIST, true);
  }

  /** "联系人、服务地址": whom to call about an order, not the address book. */
  private static void contactPersons(String text, List<Found> found) {
    for (int i = 0; i < found.size(); i++) {
      Found one = found.get(i);
      boolean beside =
          i + 1 < found.size()
                  && found.get(i + 1).data.startsWith("contact.")
                  && found.get(i + 1).from - one.to < 4
              || i > 0
                  && found.get(i - 1).data.startsWith("contact.")
                  && one.from - found.get(i - 1).to < 4;
      if (one.term.equals("联系人") && beside && !text.contains("通讯录")) {
        found.set(i, new Found("identity.name", one.term, one.from, one.to));
      }
    }
  }

  private static boolean alone(String text, int from, int to) {
    boolean left = from == 0 || DELIMITERS.indexOf(text.charAt(from - 1)) >= 0 || verb(text, from);
    String after = text.substring(to, Math.min(text.length(), to + 4));
    boolean right =
        after.isEmpty()
            || DELIMITERS.indexOf(after.charAt(0)) >= 0
            || after.startsWith("信息")
            || after.startsWith("数据")
            || after.startsWith("用于")
            || after.startsWith("记录")
            || after.startsWith("内容")
            || after.startsWith("共享")
            || after.startsWith("提供")
            || after.matches("(?s)(会|将|被|均|都|仅|默认|不会|由|需|留|只|也|仍|及|并|保存|存储|同步|上传).*");
    return left && right;
  }

  private static boolean verb(String text, int from) {
    String before = text.substring(Math.max(0, from - 4), from);
    return before.matches(".*(收集|获取|读取|采集|访问|上传|提供|填写|输入|使用|调用|记录|共享|您|用户|存储|发送|设备|个人|所在|提交)");
  }

  /** In English text. */
  static List<Found> english(String text) {
    return english(text, EnglishText.tokens(text));
  }

  static List<Found> english(String text, List<EnglishText.Token> tokens) {
    List<Found> found = new ArrayList<>();
    int i = 0;
    while (i < tokens.size()) {
      Lexicon.Match match = Lexicon.english().at(tokens, i);
      if (match != null
          && i + 1 < tokens.size()
          && tokens.get(i).word().matches("your|user|customer|the|our|device")) {
        // "your contact details" is about the details, not about "your contact".
        Lexicon.Match next = Lexicon.english().at(tokens, i + 1);
        if (next != null && next.to() > match.to()) {
          match = next;
          i = next.from();
        }
      }
      if (match == null) {
        i++;
        continue;
      }
      if (!match.isStop()
          && (!match.isWeak() || alone(tokens, match.from(), match.to()))
          && !insideName(text, tokens, match)) {
        int from = tokens.get(match.from()).start();
        int to = tokens.get(match.to() - 1).end();
        found.add(new Found(match.data(), text.substring(from, to), from, to));
      }
      i = match.to();
    }
    addClauses(text, found);
    for (int k = 1; k < found.size(); k++) {
      Found photo = found.get(k);
      Found name = found.get(k - 1);
      if (photo.term.matches("(?i)photo|picture|photograph|image")
          && name.data.matches("identity.name|account.nickname")
          && photo.from - name.to < 12) {
        found.set(k, new Found("identity.avatar", photo.term, photo.from, photo.to));
      }
    }
    return withoutHeads(text, found, ENGLISH_LIST, false);
  }

  /** Data described by what a user does: "which pages they visit", "what you buy". */
  private record Described(String data, Pattern clause) {
    static Described of(String data, String clause) {
      return new Described(data, Pattern.compile(clause));
    }
  }

  private static final String WHO =
      "(you|they|users?|visitors|players|customers|people|members|readers|listeners|viewers|a user|the user|your child)";
  private static final List<Described> DESCRIBED =
      List.of(
          Described.of(
              "activity.browsing",
              "\\b(what|which|the) (other )?(web ?)?(sites?|websites?|web pages?) "
                  + WHO
                  + " (\\w+ )?(use|used|visit|visited|came|come|viewed|go|went)"
                  + "|\\b(the )?(web ?)?(site|page|website) (that )?(referred|led|brought) "
                  + WHO),
          Described.of(
              "activity.search", "\\bwhat " + WHO + " (\\w+ )?(search|searched|look|looked) for"),
          Described.of(
              "finance.transactions",
              "\\b(what|which (products|items|goods|services)|the (products|items|goods|services)( or services| and services)?( that)?) "
                  + WHO
                  + " (\\w+ )?(buy|bought|purchase|purchased|order|ordered|book|booked)\\b"),
          Described.of(
              "social.friends",
              "\\b(who|whom|the (people|users|accounts|friends|members|groups)( that| with whom)?) "
                  + WHO
                  + " (\\w+ )?(follow|interact|communicate|connect|are connected|are friends)\\b"),
          Described.of(
              "comm.call_log",
              "\\b(date|dates|time|times|duration|length)s?( and| or|,| &)? ?((date|time|duration|length)s? )?((and|or) (date|time|duration|length)s? )?of ((your|the|those|these|each|such|all|a) )?(phone |voice )?calls?\\b"),
          Described.of(
              "activity.ad_events",
              "\\b(which|what|the) (ads|adverts|advertisements)( that)? "
                  + WHO
                  + " (\\w+ )?(see|saw|seen|click|clicked|watch|watched|tap|view|viewed|interact)\\b"),
          Described.of(
              "activity.interaction",
              "\\b((which|what|the|any) )?(screens?|pages?|features?|buttons?|links?|levels?|articles?|functions?|items?|sections?|lessons?|videos?) ((which|that) )?((are|were|is|have been|has been) )?(opened|pressed|tapped|viewed|visited|clicked|used|played|completed|started|watched)\\b(?! (by|to|for) (us|our|third))"),
          Described.of(
              "activity.interaction",
              "\\b(how|how often|how long|how much time|how frequently|when|the way|the ways|the manner in which|which|what) ((of )?(our |the |in-app )?"
                  + "(features?|pages?|screens?|parts?|sections?|content|functions?|buttons?|links?|songs?|videos?|articles?|games?|levels?|lessons?|artists?|topics?|items?|products?|areas?|tools?|services?|emails?|ads?|playlists?|stories|recipes|books|shows|programmes|channels)( and \\w+)? )?"
                  + WHO
                  + "( and other users)? ((may|have|often|actually|do|choose to|then|most|frequently) )?(use|used|uses|visit|visits|visited|interact|interacted|engage|navigate|move|view|viewed|open|opened|click|clicked|tap|play|listen|watch|read|spend|follow|browse|access|explore|complete|scroll|reach|launch|close|arrive|play|start|save|bookmark|like|skip)\\b(?! (this|these) (policy|information|data))"));

  /** Adds the data that clauses describe, where no term says so. */
  private static void addClauses(String text, List<Found> found) {
    String lower = Words.lower(text);
    for (Described described : DESCRIBED) {
      java.util.regex.Matcher matcher = described.clause.matcher(lower);
      while (matcher.find()) {
        int from = matcher.start();
        int to = matcher.end();
        if (found.stream().noneMatch(f -> f.from < to && from < f.to && f.data.contains("."))) {
          found.add(new Found(described.data, text.substring(from, to), from, to));
        }
      }
    }
    found.sort(java.util.Comparator.comparingInt(Found::from));
  }

  /** "Greenpond Education, Inc.": a word that is part of a company's name. */
  private static boolean insideName(
      String text, List<EnglishText.Token> tokens, Lexicon.Match match) {
    if (match.to() - match.from() > 1 || !tokens.get(match.from()).capital()) {
      return false;
    }
    String raw = text.substring(tokens.get(match.from()).start(), tokens.get(match.from()).end());
    if (raw.equals(raw.toUpperCase(java.util.Locale.ROOT))) {
      return false;
    }
    EnglishText.Token after = match.to() < tokens.size() ? tokens.get(match.to()) : null;
    int legal = after != null && after.is(",") ? match.to() + 1 : match.to();
    return legal < tokens.size()
        && tokens
            .get(legal)
            .word()
            .matches("inc|llc|ltd|limited|gmbh|corp|corporation|bv|ag|plc|pty|oy|group|holdings")
        && match.from() > 0
        && tokens.get(match.from() - 1).capital();
  }

  private static final Set<String> BEFORE_ITEM =
      words(
          "your their the a an and or any of including include includes as like our "
              + "such his her its user users both collect collects gather obtain share "
              + "shares receive request for plus device current e g no nor about only "
              + "your child child access collected full use store sell disclose log also are "
              + "is email provide with that read track upload transmit send student students customer candidate member patient guest employee baby profile exact see play keep enter type types receive pass add");
  private static final Set<String> AFTER_ITEM =
      words(
          "and or when to if for with so is are will may as from in at information "
              + "data through while only on by that you we which unless without during be "
              + "was were has details can because using after before stored plus where "
              + "and/or etc every but solely until under via into then not it never once "
              + "each within against history rather upon itself typed sent exchanged shared entered recorded provided uploaded collected associated linked together along");

  private static boolean alone(List<EnglishText.Token> tokens, int from, int to) {
    EnglishText.Token before = from == 0 ? null : tokens.get(from - 1);
    EnglishText.Token after = to >= tokens.size() ? null : tokens.get(to);
    boolean left =
        before == null
            || (!before.isWord() && !before.is("@"))
            || BEFORE_ITEM.contains(before.word())
            || before
                .word()
                .matches(
                    "reported|recorded|uploaded|saved|posted|submitted|reviewed|scanned|stored");
    if (before != null && before.end() - before.start() > before.word().length()) {
      // A possessive: "the student's name".
      left = true;
    }
    String word = tokens.get(to - 1).word();
    if (word.matches("phones?")
        && before != null
        && before.word().matches("your|the|their|his|her|a|our|user")
        && from >= 2
        && !tokens
            .get(from - 2)
            .word()
            .matches(",|and|or|;|:|including|collect|provide|enter|share|with")) {
      // The handset, not its number.
      return false;
    }
    if (word.matches("companies|organi[sz]ations|industries|jobs|titles|employers|schools")) {
      return false;
    }
    boolean right =
        after == null || (!after.isWord() && !after.is("-")) || AFTER_ITEM.contains(after.word());
    return left && right;
  }

  /** "OAID、IDFA等设备标识符", "your IMEI and other device identifiers": the head of a list. */
  private static boolean closes(String text, Found before, Found head, boolean chinese) {
    String between = text.substring(before.to, head.from);
    String parent = head.data.replaceFirst("\\..*", "");
    return before.data.startsWith(parent + ".")
        && (chinese
            ? between.matches("(码|信息)?等(的)?(您的)?(相关|其他|个人|敏感|唯一)?(个人)?")
            : between.matches(
                "(?i),? (and|or|and/or) (any )?(other|similar|related|such|further|additional) ([a-z]+ )?"));
  }

  private static List<Found> withoutHeads(
      String text, List<Found> found, Pattern list, boolean chinese) {
    List<Found> kept = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      Found one = found.get(i);
      boolean general = !one.data.contains(".") || GENERIC_IDS.contains(one.term);
      if (general && i > 0 && closes(text, found.get(i - 1), one, chinese)) {
        kept.add(new Found(one.data, one.term, one.from, one.to, true));
        continue;
      }
      if (general && i + 1 < found.size()) {
        Found next = found.get(i + 1);
        String between = text.substring(one.to, next.from);
        boolean closed = between.matches("(?s)\\s?[（(].*[）)].*");
        if (!closed
            && list.matcher(between).matches()
            && between.length() < (chinese ? 30 : 60)
            && (chinese ? !between.contains("。") : !between.contains(". "))) {
          continue;
        }
      }
      kept.add(one);
    }
    return kept;
  }
}
