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
 * fragments are about, and the data that "this information" points back to. Not thread-safe.
 */
final class ProseReader {
  private static final Pattern OTHER_SECTION =
      Pattern.compile(
          "(?i)\\b(rights?|choices?|controls?|security|secure|safeguard|protect|retention|retain|how long|delet|chang(e|es|ing)|update[sd]?|contact( us)?|legal bas|international|transfers?|cookies? polic|govern|questions|definitions?|how (do )?we (may )?use|how .* is used|use of|purposes?|why we|access(ing)? |links to|your privacy|dispute|complain|age limit|effective|introduction|overview|manage)"
              + "|权利|如何管理|如何保护|安全|保存|存储|期限|删除|注销|更新|变更|联系我们|适用范围|定义|投诉|争议|如何使用|使用目的|管辖|概述|引言|生效|前言");
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
  private final Parties parties;
  private final Map<String, Integer> seen = new java.util.HashMap<>();
  private int sentences;

  /** What a sentence ending in a colon says of the items behind it, by their depth. */
  private final List<LeadIn> leadIns = new ArrayList<>();

  private @Nullable Claim heading;
  private final java.util.ArrayDeque<Section> sections = new java.util.ArrayDeque<>();
  private boolean muted;
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
    this.parties = Parties.of(content);
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
      case HEADING -> heading(block);
      case ITEM -> item(block, index);
      default -> {
        leadIns.clear();
        paragraph(block.passage(), 0);
      }
    }
  }

  private void heading(Block block) {
    leadIns.clear();
    lastOutside = Map.of();
    recentList = new ArrayList<>();
    String text = TraditionalChinese.simplified(block.string());
    Claim claim = null;
    for (Claim each : claimsOf(text, true)) {
      if (each.data.isEmpty() || chinese(text)) {
        claim = each;
        break;
      }
    }
    boolean other = OTHER_SECTION.matcher(text).find();
    boolean collects =
        Pattern.compile(
                "(?i)\\b(collect|gather|receive|obtain|share|sharing|disclos|sell|sold|provide|tell us|give us|pick up|learn|we (know|process|hold|store|keep|need|handle|use)|(what|which|categories of|types of|kinds of|the) (personal |user )?(data|information)|personal (data|information) (we|that we)|process(ed|ing)?\\b)|收集|共享|获取|转让|披露|提供|处理的(个人)?信息|(哪些|何种)(个人)?信息")
            .matcher(text)
            .find();
    Section sibling = null;
    while (!sections.isEmpty() && sections.getLast().level() >= block.level()) {
      Section closed = sections.removeLast();
      sibling = closed.level() == block.level() ? closed : sibling;
    }
    if (collects
            && !text.matches("(?i).*\\b(how|why) (do )?we use .*")
            && !text.matches(".*(保护|管理|安全|权利|儿童|未成年).*")
        || claim != null && !other) {
      sections.addLast(
          new Section(block.level(), claim != null ? claim.frame() : named(text), false));
    } else if (other) {
      sections.addLast(new Section(block.level(), null, true));
    } else if (sibling != null && !sibling.muted() && (aboutData(text) || block.level() >= 9)) {
      sections.addLast(sibling);
    }
    Section now = sections.peekLast();
    heading = now == null ? null : now.frame();
    muted = now != null && now.muted();
  }

  /** What a heading says of the fragments under it. */
  private record Section(int level, @Nullable Claim frame, boolean muted) {}

  private boolean aboutData(String text) {
    return !terms(text).isEmpty()
        || Pattern.compile(
                "(?i)\\b(data|information|automatically|you provide|identifiers)\\b|信息|数据|功能|服务")
            .matcher(text)
            .find();
  }

  /** A heading such as "Data collection" or "Information sharing", without a sentence in it. */
  private static @Nullable Claim named(String text) {
    String lower = Words.lower(text);
    Claim claim = new Claim();
    claim.confidence = 0.82;
    boolean share =
        lower.matches(".*(shar|disclos|sell|共享|转让|披露|提供).*")
            && !lower.matches(".*(collect|收集|you provide).*");
    if (share) {
      claim.act = Statement.Act.SHARE;
      claim.recipients.put(Statement.THIRD_PARTY, "");
    } else {
      claim.recipients.put(Statement.FIRST_PARTY, "");
    }
    if (lower.matches(
        ".*(do not|don't|don’t|never|not (be )?(collect|shar|stor|process|gather|sold)|不会|不收集).*")) {
      claim.sign = Sign.NEGATIVE;
    }
    return claim;
  }

  private boolean chinese(String text) {
    return text.chars().anyMatch(Words::isHan) && Words.language(text).equals("zh");
  }

  private List<Claim> claimsOf(String text, boolean heading) {
    if (chinese(text)) {
      return new ChineseSentence(text, parties).claims(heading);
    }
    String said =
        heading
            ? text.replaceFirst(
                "(?i)^(how|why|when|what|which|who)\\b\\s*(do|does|and why)?\\s*", "")
            : text;
    return new EnglishSentence(said, parties, Map.of()).claims();
  }

  private List<Found> terms(String text) {
    return chinese(text) ? DataPhrases.chinese(text) : DataPhrases.english(text);
  }

  private void item(Block block, int index) {
    int depth = block.level();
    leadIns.removeIf(l -> l.depth() > depth || l.depth() == depth && false);
    while (!leadIns.isEmpty()
        && leadIns.get(leadIns.size() - 1).depth() >= depth
        && leadIns.get(leadIns.size() - 1).depth() > 0) {
      leadIns.remove(leadIns.size() - 1);
    }
    paragraph(block.passage(), depth);
  }

  private void paragraph(Passage passage, int depth) {
    boolean zh = chinese(passage.text());
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
    if (labelled(sentence, text, zh)) {
      return;
    }
    List<Claim> claims;
    List<Found> fragment;
    Map<String, String> named;
    boolean anchors;
    boolean dataFirst = false;
    if (zh) {
      ChineseSentence read = new ChineseSentence(text, parties);
      claims = read.claims();
      fragment = read.fragment();
      named = read.named();
      anchors = read.hasAnchors();
    } else {
      EnglishSentence read = new EnglishSentence(text, parties, lastOutside);
      claims = read.claims();
      fragment = read.fragment();
      named = read.named();
      anchors = read.hasAnchors();
      dataFirst = read.beginsWithData();
    }
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
        Map<String, String> labelled = labelled(text);
        if (!labelled.isEmpty()) {
          claim.recipients = labelled;
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
      boolean paired =
          claim.act == Statement.Act.SHARE
              && (claim.recipients.keySet().equals(Set.of(Statement.THIRD_PARTY))
                  || claim.recipients.size() > 1)
              && pairs(claim, sentence);
      if (!openRecipients && !paired) {
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
      if (frames.isEmpty()
          && !anchors
          && depth > 0
          && leadIn != null
          && !fragment.isEmpty()
          && false) {
        return;
      }
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

  private static final Pattern ACT_LABEL =
      Pattern.compile(
          "(?i)^(what|which|the|data|information|types?|categories|kinds|of|personal|user|sensitive|we|that|this|app|the app|may|also|do|does|is|are|will|don't|don’t|not|never|automatically|be|and|use|used|items|optionally| )*"
              + "\\b(collect|collects|collected|gathered|process|processed|stored|share|shared|disclosed|sold|sell|obtained)\\b"
              + "( (by|about) (us|you|the app)| automatically| with (third parties|partners|advertisers|others|service providers)| to third parties)?$"
              + "|^(我们|本应用|本(?i:app))?(可能|将|会|目前)?(不会|不|从不|绝不)?(自动|主动|直接|必须|需要|需|所)?"
              + "(收集|采集|获取|读取|共享|分享|披露|上传)(和使用|与使用|、使用|及使用)?(的)?(您的|用户的?)?(个人)?(敏感)?(信息|数据|内容|资料)?(范围|种类|类型|字段|清单|项|名称|内容)?(包括|如下|有)?$"
              + "|^(必要|非必要|可选|必填|选填|敏感|基本|基础|扩展|附加|一般)(的)?(个人)?(敏感)?(个人)?(信息|数据|项|字段|资料)(种类|类型|范围)?$"
              + "|^(所涉|涉及|涉及的|处理的?|所需)?(个人)?(信息|数据)?(范围|种类|类型|内容|字段|项目?)$|^(涉及|所需|处理)(的)?(个人)?(信息|数据)$");
  private static final Pattern PARTY_LABEL =
      Pattern.compile(
          "^(第三方|合作方|接收方|SDK|sdk|共享方|共享对象|公司|提供方|提供给|接收者)(的)?(SDK|sdk)?(名称|主体|公司)?$|^(recipients?|shared with|partner|provider|company|third party|sdk)( name)?$",
          Pattern.CASE_INSENSITIVE);

  /**
   * Reads "Data we collect: …", 不收集：…, or the parts of 目的：…；方式：…；范围：…: what is said is said by the
   * label.
   */
  private boolean labelled(Passage sentence, String text, boolean zh) {
    if (text.indexOf(':') < 0 && text.indexOf('：') < 0) {
      return false;
    }
    Map<String, String> who = new LinkedHashMap<>();
    List<Claim> said = new ArrayList<>();
    for (String part : text.split("[；;。]")) {
      int colon = Math.max(part.indexOf(':'), part.indexOf('：'));
      if (colon < 1 || colon > 48 || colon + 1 >= part.length()) {
        continue;
      }
      String label = part.substring(0, colon).strip().replaceFirst("^[-–•*·▶■●\\d.、）)(（]+\\s*", "");
      String rest = part.substring(colon + 1);
      if (PARTY_LABEL.matcher(label).matches()) {
        who.putAll(
            zh
                ? new ChineseSentence(rest, parties).named()
                : new EnglishSentence(rest, parties, Map.of()).named());
        if (who.isEmpty() && rest.strip().length() < 30) {
          who.put(rest.strip(), rest.strip());
        }
        continue;
      }
      if (!ACT_LABEL.matcher(label).matches()) {
        continue;
      }
      List<Found> data = new ArrayList<>();
      for (Found found : terms(text)) {
        int at = text.indexOf(part) + colon;
        if (found.from() > at && found.to() <= text.indexOf(part) + part.length()) {
          data.add(found);
        }
      }
      List<Found> outside = new ArrayList<>(data);
      outside.removeIf(f -> inBrackets(text, f.from()));
      Claim claim = named(label);
      if (claim == null || data.isEmpty()) {
        continue;
      }
      if (label.matches("^不[^仅].*")) {
        claim.sign = Sign.NEGATIVE;
      }
      if (claim.act == Statement.Act.SHARE && pairs(claim, sentence)) {
        said.add(claim.frame());
        continue;
      }
      claim.data = outside.isEmpty() ? data : outside;
      said.add(claim);
    }
    for (Claim claim : said) {
      if (!who.isEmpty() && claim.sign == Sign.POSITIVE) {
        claim.act = Statement.Act.SHARE;
        claim.recipients = who;
      }
      emit(claim, sentence, null);
    }
    if (!said.isEmpty()) {
      recent =
          said.stream().filter(c -> c.sign == Sign.POSITIVE).flatMap(c -> c.data.stream()).toList();
    }
    return !said.isEmpty();
  }

  private static boolean inBrackets(String text, int at) {
    int depth = 0;
    for (int i = 0; i < at; i++) {
      char c = text.charAt(i);
      depth += c == '(' || c == '（' ? 1 : c == ')' || c == '）' ? -1 : 0;
    }
    return depth > 0;
  }

  private List<Found> fragmentTerms(String text) {
    return terms(text.split(",|，", 2)[0]);
  }

  /** "Couriers: we share …": who stands before the colon. */
  private @Nullable Claim beforeColon(String text) {
    int colon = Math.max(text.indexOf(':'), text.indexOf('：'));
    if (colon < 1 || colon > 40) {
      return null;
    }
    String label = text.substring(0, colon);
    if (!Pattern.compile(
                "(?i)\\b(collect(ed|s)?|gather(ed)?|shared?|disclosed?|sold)\\b|收集|共享|不会|获取")
            .matcher(label)
            .find()
        || label.matches("(?is).*(purpose|why|how|when|with|to whom).*|.*(目的|用途|方式).*")) {
      return null;
    }
    Claim claim = null;
    for (Claim each : claimsOf(label, true)) {
      claim = each.data.isEmpty() ? each.frame() : claim;
    }
    Claim named = named(label);
    return claim == null || claim.sign != (named == null ? claim.sign : named.sign) ? named : claim;
  }

  /** "服务商（IP地址、日志）、广告平台（OAID）": each party with its own data. */
  private boolean pairs(Claim claim, Passage sentence) {
    String text = sentence.text();
    java.util.regex.Matcher pair =
        Pattern.compile("([^（(、；，。:：)）,;]{2,30})[（(]([^（()）]{2,80})[)）]").matcher(text);
    boolean any = false;
    while (pair.find()) {
      boolean zh = chinese(text);
      Map<String, String> who =
          zh
              ? new ChineseSentence(pair.group(1), parties).named()
              : new EnglishSentence(pair.group(1), parties, Map.of()).named();
      List<Found> what = terms(pair.group(2));
      if (who.isEmpty() || what.isEmpty() || !terms(pair.group(1)).isEmpty()) {
        continue;
      }
      Claim one = claim.frame();
      one.confidence = claim.confidence;
      one.recipients = who;
      one.data = what;
      emit(one, sentence, null);
      any = true;
    }
    return any;
  }

  private Map<String, String> labelled(String text) {
    int colon = Math.max(text.indexOf(':'), text.indexOf('：'));
    if (colon < 1 || colon > 40) {
      return Map.of();
    }
    String label = text.substring(0, colon);
    return chinese(label)
        ? new ChineseSentence(label, parties).named()
        : new EnglishSentence(label, parties, Map.of()).named();
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
    Claim before = label ? beforeColon(text) : null;
    if (before != null && (fragment || zh)) {
      return List.of(before);
    }
    if (heading == null || muted || leadIn != null && leadIn.claims().isEmpty() && depth > 0) {
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
