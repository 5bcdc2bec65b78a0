// Longer than the house's 400 lines: its rules share the state of one sentence (clauses, anchors,
// and
// the subject that goes over from clause to clause).
package dev.telltale.declare;

import dev.telltale.declare.DataPhrases.Found;
import dev.telltale.declare.Statement.Act;
import dev.telltale.declare.Statement.Sign;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one Chinese sentence, heading or list item into claims.
 *
 * <p>Each verb of obtaining, having or giving is an anchor inside a clause (what stands between
 * commas outside brackets). Its subject is the last one named before it, in its own clause or taken
 * over from an earlier one. Data stand behind the verb up to a phrase of purpose (用于, 以便), going on
 * over commas as long as data follow, or before it behind 将, 把, 对 and in the passive. Recipients
 * stand between 向, 与 or 给 and the verb or behind it.
 */
final class ChineseSentence implements Readings.Sentence {
  private enum Kind {
    OBTAIN,
    HAVE,
    DISCLOSE,
    GIVE
  }

  private enum Subject {
    FIRST,
    USER,
    OUTSIDE
  }

  private static final Pattern VERB =
      Pattern.compile(
          "(?<obtain>收集|采集|获取|读取|获得|接收|访问|调用|搜集|取得|记录|扫描|请求|检测|收到|查看|看到|看不到|收不到|拿不到|接触不到|不可见|可见|得知|知道|知悉|统计|获知|接触|触碰|生成)"
              + "|(?<disclose>公开披露|公示|公布|共享|分享|披露|转让|出售|出租|售卖|泄露|透露|交换|贩卖|倒卖)"
              + "|(?<give>提供|传输|发送|传递|传送|委托|展示|同步|转交|交由|上传|上报|回传|填写|提交|输入|录入|补充|完善|绑定|授权|告知|公开|发布|上载|填报|留下|登记|报送|传至|发给|导入|发表|设置|创建|描述|拍摄|录制|传给)"
              + "|(?<have>使用|处理|存储|保存|储存|留存|分析|利用|保留|加工|识别|掌握|要求|需要|另需|还需|仅需|只需|须有|形成|构建|运用|(?:根据|基于|结合|依据)(?=(您|你|用户)的?))");
  private static final Set<String> USER_GIVES =
      Set.of(
          "提供", "填写", "提交", "输入", "上传", "授权", "录入", "补充", "完善", "绑定", "发布", "上载", "填报", "留下", "登记",
          "发表", "设置", "创建", "描述", "拍摄", "录制", "告知", "分享", "发送", "公开", "导入", "同步");
  private static final Pattern NEGATION =
      Pattern.compile(
          "不会|不再|从不|绝不|决不|并不|没有|无需|不得|禁止|均不|也不|未(?!成年|来|满|经|能|达|必)|不(?!仅|限|影响|同|可逆|定期|时|断|便|良|可抗|当|可避免|法|需|提供|希望|愿|想|必)|无法|无须|不需要|不必|绝对不");
  private static final Pattern FIRST =
      Pattern.compile(
          "我(?!国|市|省|县)们?|我司|本公司|本应用|本App|本APP|本app|本平台|本产品|本软件|本程序|本小程序|本游戏|本站|本网站|本客户端|本服务|我方|该应用|平台|APP|App|系统|应用(?!程序列表|列表)");
  private static final Pattern USER =
      Pattern.compile(
          "您(?!的)|家长|监护人|求职者|乘客|借款人|患者|捐款人|求助者|申请人|投保人|学生(?!的)|用户(?!的|ID|名|标识|画像|信息|协议|体验|设备|数据|行为)|你(?!的)|使用者");
  private static final Pattern OUTSIDE =
      Pattern.compile(
          "(该|此|上述|前述|这些|其)(类|等)?(第三方|SDK|服务商|合作方|公司|机构|平台)?|第三方[^，。、的]{0,10}?|[A-Za-z\\p{IsHan}]{1,14}(SDK|sdk)(服务商|提供方|提供商|提供者)?");

  /** "在您开启定位时": when something is done, not who does it. */
  private static final Pattern CONDITION =
      Pattern.compile(
          "(?<=^|[^现正])(在|当|仅在|如果|若|如|于|经|经过|征得|取得|获得)(您|你|用户)[^，]{0,24}?(时候|时|后|过程中|期间|情况下|前提下|之前|之后|前|同意|授权|许可)");

  /** "网点将获得…": a subject that no list knows. */
  private static final Pattern UNNAMED =
      Pattern.compile(
          "(?:^|[，。；：、])((?:[\\p{IsHan}A-Za-z“”]){2,10}?)”?(?:还|也|均|都|则|才|仅|只|后)?(?:将|会|可|可能|能够|能|可以|不再|无法|不得|不会|可能会|将会|不能)(?:会|将|能|再)?$");

  private static final String NO_PARTY =
      "^(但|也|并|且|而|则|均|还|仍|又|若|如|当|经|为|将|会|可|所|从|绝|决|亦|都|在|对|向|与|和|因).*|.*不.*|.*(输入法|浏览器|运营方|运营者|开发者|助手|管家|书签)$|.*(系统|服务|功能|应用|软件|程序|平台|产品|后台|我|您|你|用户|时|后|前|中|的|等|信息|数据|此外|同时|以及|如果|另外|因此|以下|情况|情形|过程|页面|权限|期间|部分|模块|客户端|网站|本).*";
  private static final Pattern MEANS =
      Pattern.compile("(通过|利用|使用|借助)(其|该|自身的?|自己的)(提供的)?(SDK|sdk|插件|Cookie|技术|代码|接口|服务)(等)?(技术)?");
  private static final Pattern RIGHTS =
      Pattern.compile(
          "有权|(您|你|用户)(也|还|亦|同样|均|都|随时|始终)?(可|可以|能够|能|可随时|可通过|可以通过)[^，。]{0,30}(查询|访问|查看|修改|更正|更改|删除|注销|撤回|撤销|关闭|管理|导出|副本|拒绝|清除|清空|变更|解绑|取消|联系|选择不|选择是否|编辑|退出|停止|重置|复制)"
              + "|拒绝|不同意|不提供|不授权|撤回|撤销|关闭|取消授权|选择不|不希望|不想|不愿|停止(收集|使用|共享)|终止");
  private static final Pattern LOCAL =
      Pattern.compile(
          "(本地|本机|设备端|终端(内|上|本地)|手机(上|内|本地|中)|设备(上|内|中|本地)|端侧)[^，。]{0,8}(处理|存储|保存|完成|缓存|识别|计算|进行|比对|匹配|分析|使用|读取|加密)"
              + "|(存储|保存|储存|保留|缓存|处理|存放|留存|仅存|存)(于|在)(您的|你的|用户)?(本地|本机|手机|设备|终端)|本地(处理|存储|完成|保存)");
  private static final Pattern UPLOADED =
      Pattern.compile(
          "(不会|不|未|从不|绝不|均不|也不会)(将其|对其|被|对外|会|把它)*(进行)?(上传|回传|传输至|传输到|发送至|发送到|上报|传至|离开)");
  private static final Pattern PURPOSE =
      Pattern.compile(
          "用于|以便|从而|为了|用来|以(?=(实现|确保|保障|保证|向|帮助|提升|完成|提供|验证|便|改|优化|展示|识别|防|满足|判断|核实|及时|支持|此|分析|进行|维护|生成|推荐|计算|接收|快速|使|让|方便|更|统计|方))|来(?=(实现|确保|保障|向|帮助|提升|完成|提供|验证|改|优化|展示|识别|分析|推荐|判断|统计|为))|为您|作为|供您|使得|进行(?=(统计|分析|推送|安全|个性化|身份|广告|归因|风控|精准|推荐|匹配))|便于|目的|方便");
  private static final Pattern CONSENT = Pattern.compile("同意|授权|许可|允许|准许");
  private static final Pattern CHILDREN = Pattern.compile("儿童|未成年|未满|监护人|周岁");
  private static final Pattern EXCEPT = Pattern.compile("除(?!了)[^，。]{0,40}(外|之外|以外)|除非|除外|另有规定");
  private static final Pattern OPT_OUT =
      Pattern.compile("关闭[^，。]{0,12}(后|时)|注销[^，。]{0,8}后|撤回[^，。]{0,12}后|退出[^，。]{0,8}后");

  /** A denial for a time, a mode or a manner only. */
  private static final Pattern SCOPE =
      Pattern.compile(
          "强制|频繁|超(出)?范围|超出|额外|主动|擅自|私自|随意|不知情|静默|未使用|状态下|模式下|模式后|(?<!任何)情况下|期间|之前|同意前|授权前|登录前|未(开启|打开|授权|登录|使用|启用|勾选|选择|经|满|成年)|匿名|以外的|无关的?|任何其他|其他任何|不必要");

  private static final Pattern ONE_PURPOSE =
      Pattern.compile(
          "^[^，。；]{0,40}(用于|用作|以用|用来)(?!.*(任何|其他)目的)|^[^，。；]{0,30}(进行|从事)(广告|营销|推广|画像|商业)");
  private static final Pattern CHOICE =
      Pattern.compile("(如|若|如果|当)?(您|你)(选择|主动|自愿|愿意|自行)|非必填|选填|可选");
  private static final Pattern BACK =
      Pattern.compile(
          "(上述|前述|以上|该等|该|这些|此类|此等|这类|相关|有关|所述|前条|前款)(的)?(所述|个人)?(信息|数据|内容)|^其$|(将|把|对)其|它们|此信息");

  /** "将对其他用户公开展示", "可能被其他用户看到". */
  private static final Pattern SHOWN =
      Pattern.compile("(对|向|被|由|供)([^，。；]{1,20}?)(公开)?(展示|显示|可见|看到|查看|浏览|知悉|获知|搜索到|公开)");

  private static final Pattern ABOUT =
      Pattern.compile("(本政策|本隐私政策|本指引|本声明|下文|本条|本章|本部分)(将|会|旨在|适用|仅|主要)|是指");
  private static final Pattern UNKNOWN =
      Pattern.compile(
          "(?<=[与和及、向给由至到了为（(“\"《：:如])(?![与和及、向给由您我])([A-Za-z0-9·\\p{IsHan}]{2,16}?(?:公司|科技|SDK|支付|物流|云|数据|推送|统计|地图|广告|传媒|网络|快递|银行|保险|互动|智能|Ads|Analytics|Cloud|Pay))(?=[^\\p{IsHan}A-Za-z]|SDK|共享|提供|分享|披露|收集|的|会|将|等|进行|$)");

  private final String text;
  private final List<Found> terms;
  private final Set<String> firstNames;
  private final List<int[]> clauses = new ArrayList<>();
  private final List<Anchor> anchors = new ArrayList<>();

  ChineseSentence(String written, Parties parties) {
    String text = TraditionalChinese.simplified(written);
    this.text = text;
    this.firstNames = parties.first();
    List<Found> kept = new ArrayList<>();
    for (Found found : DataPhrases.chinese(written)) {
      String after = text.substring(found.to(), Math.min(text.length(), found.to() + 3));
      boolean permission = after.startsWith("权限") || found.term().endsWith("权限");
      boolean service = after.matches("(功能|服务|模块|页面|设置|验证|登录|注册|安全|界面|入口|按钮|推送).*");
      if (!permission && !service) {
        kept.add(found);
      }
    }
    this.terms = kept;
    split();
  }

  List<Found> terms() {
    return terms;
  }

  @Override
  public boolean beginsWithData() {
    return false;
  }

  @Override
  public boolean hasAnchors() {
    return !anchors.isEmpty();
  }

  private void split() {
    int depth = 0;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : '，';
      if (c == '（' || c == '(' || c == '“' || c == '《' || c == '[' || c == '【') {
        depth++;
      } else if (c == '）' || c == ')' || c == '”' || c == '》' || c == ']' || c == '】') {
        depth = Math.max(0, depth - 1);
      }
      boolean cut =
          i == text.length() || depth == 0 && (c == '，' || c == ',' || c == '；' || c == ';');
      if (cut) {
        if (i > start) {
          clauses.add(new int[] {start, i});
        }
        start = i + 1;
      }
    }
  }

  private static final class Anchor {
    int at;
    int to;
    String verb = "";
    Kind kind = Kind.OBTAIN;
    int clause;
    Subject subject = Subject.FIRST;
    boolean ownSubject;
    boolean negated;
    boolean passive;
    Map<String, String> outside = new LinkedHashMap<>();
  }

  @Override
  public List<Claim> claims() {
    return claims(false);
  }

  List<Claim> claims(boolean heading) {
    List<Claim> claims = new ArrayList<>();
    if (!heading && ABOUT.matcher(text).find()) {
      return claims;
    }
    findAnchors();
    for (int i = 0; i < anchors.size(); i++) {
      Claim claim = claim(i, heading);
      if (claim != null) {
        claims.add(claim);
      }
    }
    Claim shown = shown();
    if (shown != null && claims.stream().noneMatch(c -> c.act == Act.SHARE && !c.data.isEmpty())) {
      claims.removeIf(c -> c.data.equals(shown.data));
      claims.add(shown);
    }
    return claims;
  }

  /** What is said to be shown to people beside the user. */
  private @Nullable Claim shown() {
    Matcher shown = SHOWN.matcher(text);
    while (shown.find()) {
      Map<String, String> to = new LinkedHashMap<>();
      named(shown.start(2), shown.end(2), to);
      if (to.isEmpty() || shown.group(2).matches("(您|你|我们).*")) {
        continue;
      }
      int from = 0;
      for (int[] clause : clauses) {
        if (clause[0] <= shown.start() && shown.start() < clause[1]) {
          from = clause[0];
        }
      }
      int clauseFrom = from;
      List<Found> data =
          terms.stream().filter(t -> t.from() >= clauseFrom && t.to() <= shown.start()).toList();
      if (data.isEmpty()) {
        continue;
      }
      Claim claim = new Claim();
      claim.act = Act.SHARE;
      claim.recipients = to;
      claim.data = new ArrayList<>(data);
      if (NEGATION.matcher(text.substring(from, shown.start())).find()) {
        claim.sign = Sign.NEGATIVE;
      }
      claim.confidence = 0.84;
      return claim;
    }
    return null;
  }

  private void findAnchors() {
    Subject subject = Subject.FIRST;
    Map<String, String> outside = new LinkedHashMap<>();
    for (int c = 0; c < clauses.size(); c++) {
      int from = clauses.get(c)[0];
      int to = clauses.get(c)[1];
      String clause = text.substring(from, to);
      Matcher rights = RIGHTS.matcher(clause);
      int rightsAt = rights.find() ? from + rights.start() : Integer.MAX_VALUE;
      Matcher verbs = VERB.matcher(clause);
      int last = from;
      while (verbs.find() && anchors.size() < 40) {
        Anchor anchor = new Anchor();
        anchor.at = from + verbs.start();
        anchor.to = from + verbs.end();
        anchor.verb = verbs.group();
        anchor.clause = c;
        anchor.kind =
            verbs.group("obtain") != null
                ? Kind.OBTAIN
                : verbs.group("disclose") != null
                    ? Kind.DISCLOSE
                    : verbs.group("give") != null ? Kind.GIVE : Kind.HAVE;
        if (insideTerm(anchor)
            || noun(anchor)
            || text.substring(from, anchor.at).matches(".*(停止|终止|暂停|拒绝|要求|规定)$")
            || clause.matches("(为|为了)(?!您).*") && !clause.matches(".*(我们|会|将).*")) {
          continue;
        }
        if (!anchors.isEmpty()
            && anchors.get(anchors.size() - 1).clause == c
            && text.startsWith("的", anchor.to)
            && text.substring(anchors.get(anchors.size() - 1).to, anchor.at)
                .matches("(了)?(您|用户|你)?(所|主动|自行|在[^，]{1,12}中?|向我们)?")) {
          // "收集您填写的手机号": a clause inside the object.
          continue;
        }
        String before = text.substring(last, anchor.at);
        Map<String, String> named = new LinkedHashMap<>();
        Subject own = subject(before, named, outside, clause, anchor);
        if (own != null) {
          subject = own;
          anchor.ownSubject = true;
          if (own == Subject.OUTSIDE && !named.isEmpty()) {
            outside = named;
          }
        }
        anchor.subject = subject;
        anchor.outside = new LinkedHashMap<>(subject == Subject.OUTSIDE ? outside : Map.of());
        if (subject == Subject.OUTSIDE && anchor.outside.isEmpty()) {
          anchor.outside.put(Statement.THIRD_PARTY, "第三方");
        }
        anchor.negated = negated(anchor, from, last) || anchor.verb.contains("不");
        if (text.substring(from, anchor.at).matches(".*不(希望|想|愿)(意)?.*")) {
          continue;
        }
        if (anchor.at > rightsAt
            && (anchor.subject != Subject.FIRST || !ownAfter(rightsAt, anchor))) {
          continue;
        }
        anchors.add(anchor);
        last = anchor.to;
      }
      // Entities introduced without a verb of ours: "接入了友盟SDK，该SDK会收集…".
      Map<String, String> mentioned = new LinkedHashMap<>();
      named(from, to, mentioned);
      if (!mentioned.isEmpty()
          && mentioned.keySet().stream().noneMatch(k -> k.equals("other-users"))
          && clause.matches(".*(接入|集成|嵌入|引入|使用|采用|合作|SDK|由|通过|内置).*")) {
        outside = mentioned;
      }
    }
  }

  private boolean ownAfter(int rightsAt, Anchor anchor) {
    return FIRST.matcher(text.substring(Math.min(rightsAt, anchor.at), anchor.at)).find();
  }

  private boolean insideTerm(Anchor anchor) {
    for (Found term : terms) {
      if (term.from() <= anchor.at
          && anchor.to <= term.to()
          && term.to() - term.from() > anchor.verb.length()) {
        return true;
      }
    }
    return false;
  }

  /** Verbs that are part of a noun: 服务提供商, 使用记录, 信息收集清单, 共享清单. */
  private boolean noun(Anchor anchor) {
    String after = text.substring(anchor.to, Math.min(text.length(), anchor.to + 4));
    String before = text.substring(Math.max(0, anchor.at - 2), anchor.at);
    return after.matches("(商|方|者|清单|目录|规则|协议|功能|服务|期限|政策|条款|目的|权限|习惯|体验|情况|过程|范围|方式).*")
            && !(anchor.kind == Kind.OBTAIN && after.matches("(服务|权限).*"))
        || anchor.verb.matches("需要|另需|还需|仅需|只需|须有")
            && !text.startsWith("您的", anchor.to)
            && terms.stream().noneMatch(t -> t.from() == anchor.to)
        || anchor.verb.equals("要求") && !after.matches("(您|用户).*")
        || anchor.verb.equals("授权") && !after.matches("(我们|的|本|后|给).*")
        || before.endsWith("被") && anchor.verb.equals("授权")
        || anchor.verb.equals("识别") && after.startsWith("码")
        || anchor.verb.equals("处理")
            && text.substring(Math.max(0, anchor.at - 6), anchor.at)
                .matches(".*(脱敏|匿名化?|去标识化?|加密|删除|模糊|哈希|清除|脱密|替换|遮盖|屏蔽)")
        || anchor.verb.equals("分享") && after.startsWith("功能")
        || anchor.verb.equals("请求") && !after.matches("(您|获取|访问|读取).*")
        || anchor.verb.equals("绑定") && before.endsWith("解")
        || anchor.verb.equals("记录") && (after.startsWith("等") || before.endsWith("的"));
  }

  private @Nullable Subject subject(
      String before,
      Map<String, String> named,
      Map<String, String> known,
      String clause,
      Anchor anchor) {
    // Recipients between 向/与/给 and the verb are no subjects.
    boolean giving = anchor.kind == Kind.GIVE || anchor.kind == Kind.DISCLOSE;
    String bare = giving ? before.replaceAll("(向|与|和|给|至|同|由我们|经由)[^，。]{0,40}$", "〇") : before;
    if (before.matches(".*(由|经由)[^，。]{1,20}$") && !before.matches(".*由(我们|您|本).*")) {
      bare = before.substring(before.lastIndexOf('由') + 1);
    } else if (bare.equals(before) || bare.matches(".*〇$")) {
      bare = bare.replace("〇", "");
    }
    Matcher pronoun =
        Pattern.compile(
                "(^|[，；、])(该|此|上述|前述|这些|其|这类|此类|相关)(类|等|些)?(第三方|SDK|sdk|服务商|合作方|公司|机构|平台)?(SDK|服务)?(还|也|均|都)?(可能|会|将|需要|需)")
            .matcher(bare);
    if (pronoun.find() && !known.isEmpty()) {
      named.putAll(known);
      return Subject.OUTSIDE;
    }
    String spoken = bare;
    bare = MEANS.matcher(bare).replaceAll(m -> "〇".repeat(m.group().length()));
    bare = CONDITION.matcher(bare).replaceAll(m -> "〇".repeat(m.group().length()));
    int first = last(FIRST, bare);
    for (String name : firstNames) {
      first = Math.max(first, Words.lower(bare).lastIndexOf(name));
    }
    int user = last(USER, bare);
    int offset = Math.max(0, text.lastIndexOf(spoken, anchor.at));
    Map<String, String> mentions = new LinkedHashMap<>();
    int outsideAt = named(offset, offset + bare.length(), mentions) - offset;
    mentions
        .values()
        .removeIf(w -> w.matches("(?i)sdk") && spoken.matches("(?is).*(其|该|自身的?|自己的)sdk.*"));
    String tail =
        outsideAt >= 0 && outsideAt <= bare.length() ? bare.substring(Math.max(0, outsideAt)) : "";
    boolean source = false;
    for (String word : mentions.values()) {
      source |=
          bare.matches(
              ".*(从|自|向|通过|经|由于|在|对|与|和|给|来自|使用|利用|调用)[^，]{0,6}" + Pattern.quote(word) + ".*");
    }
    boolean entity =
        !source
            && !mentions.isEmpty()
            && outsideAt > Math.max(first, user)
            && tail.matches(
                "(SDK|sdk|服务商|公司|提供方|平台|等|）|\\)|”|》|’|统计|推送|插件|的?SDK|及其[^，]{0,6})*(还|也|均|都|可能|会|将|需要|需|能够|可|能|在|以|通过|〇|用于|为|主要|必须|自动|直接|可能会|将会|等|及其|合作方|不|不会|无法|不得|不再|不能|仍|均不|仅|独立|，|\\s|[^，]{0,12}时|[^，]{0,10}后|[^，]{0,16}过程中)*");
    if (entity && !(mentions.containsKey("other-users"))) {
      named.putAll(mentions);
      return Subject.OUTSIDE;
    }
    if (first < 0 && user < 0) {
      Matcher unnamed = UNNAMED.matcher(bare);
      if (anchor.kind == Kind.OBTAIN
          && unnamed.find()
          && DataPhrases.chinese(unnamed.group(1)).isEmpty()
          && !unnamed.group(1).matches(NO_PARTY)) {
        named.put(unnamed.group(1), unnamed.group(1));
        return Subject.OUTSIDE;
      }
      return null;
    }
    if (user > first) {
      // "您创建的笔记会存储…": the user's part is a clause about the data.
      String clauseOf = bare.substring(user);
      int of = clauseOf.lastIndexOf("的");
      if (of > 0
          && terms.stream().anyMatch(t -> clauseOf.substring(of).contains(t.term()))
          && clauseOf.substring(of).matches(".*(会|将|被|可能|均|都|默认|也|仅)[^，]{0,8}$")) {
        anchor.passive = true;
        return Subject.FIRST;
      }
    }
    return first > user ? Subject.FIRST : Subject.USER;
  }

  private static int last(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    int last = -1;
    while (matcher.find()) {
      last = matcher.start();
    }
    return last;
  }

  private boolean negated(Anchor anchor, int clauseStart, int last) {
    String before = text.substring(clauseStart, anchor.at);
    Matcher matcher = NEGATION.matcher(before);
    int at = -1;
    while (matcher.find()) {
      at = matcher.start();
    }
    if (at < 0) {
      // "不会收集，使用或共享" with commas for 、
      return false;
    }
    String between = before.substring(at);
    if (between.matches(".*(但|而是|仅|只)(?!能).*") && !between.matches(".*不(仅|只).*")) {
      return !between.matches(".*(但|而是|仅会|只会|仅|只).*");
    }
    if (clauseStart + at < last) {
      // Another verb between: coordinated with it ("不会收集、使用"), or a new predicate.
      String after = text.substring(last, anchor.at);
      return after.matches("[、或和及与并者/\\s]*(将|把|向|与|对|给)?[^，]{0,30}")
          && !after.matches(".*(会|将会|可能|需要|的).*");
    }
    return true;
  }

  private @Nullable Claim claim(int index, boolean heading) {
    Anchor anchor = anchors.get(index);
    int from = clauses.get(anchor.clause)[0];
    boolean local = LOCAL.matcher(text).find();
    String verb = anchor.verb;
    if (local
        && !anchor.negated
        && (anchor.kind == Kind.HAVE || verb.matches("读取|访问|调用|获取|扫描|检测|记录|采集"))) {
      return null;
    }
    if (anchor.negated && verb.matches("识别|分析|利用|加工|要求|需要|形成|构建|运用|统计|生成|检测|设置|创建")) {
      return null;
    }
    Claim claim = new Claim();
    claim.sign = anchor.negated ? Sign.NEGATIVE : Sign.POSITIVE;
    int previous = index > 0 ? Math.max(from, anchors.get(index - 1).to) : from;
    int end = regionEnd(index);
    Map<String, String> recipients = new LinkedHashMap<>();
    boolean[] us = new boolean[2];
    if (anchor.kind == Kind.DISCLOSE || anchor.kind == Kind.GIVE) {
      recipients(anchor, previous, end, recipients, us);
    }
    boolean giving = anchor.kind == Kind.DISCLOSE || anchor.kind == Kind.GIVE;
    if (verb.matches("公开披露|公示|公布")
        || verb.equals("公开") && recipients.isEmpty() && anchor.subject == Subject.FIRST) {
      recipients.putIfAbsent("public", "公开");
    }
    switch (anchor.subject) {
      case USER -> {
        boolean gives = USER_GIVES.contains(verb);
        boolean passiveShare =
            giving
                && !recipients.isEmpty()
                && text.substring(from, anchor.at).matches(".*(将|把|被).*");
        if (passiveShare && !gives) {
          claim.act = Act.SHARE;
          claim.recipients.putAll(recipients);
        } else if (!gives || anchor.negated) {
          if (!(anchor.kind == Kind.OBTAIN
              && text.substring(from, anchor.at).matches(".*被.{0,3}"))) {
            return null;
          }
          claim.recipients.put(Statement.FIRST_PARTY, "");
        } else if (!recipients.isEmpty() && !us[0]) {
          return null;
        } else {
          claim.recipients.put(Statement.FIRST_PARTY, "我们");
          claim.condition = "user-choice";
          claim.confidence = 0.86;
        }
      }
      case FIRST -> {
        if (giving) {
          if (us[1] && recipients.isEmpty()) {
            return null;
          }
          if (verb.equals("上传") || us[0] && recipients.isEmpty()) {
            claim.recipients.put(Statement.FIRST_PARTY, "我们");
            if (verb.equals("上传") && !recipients.isEmpty() && !us[0]) {
              claim.act = Act.SHARE;
              claim.recipients.clear();
              claim.recipients.putAll(recipients);
            }
          } else if (!recipients.isEmpty()) {
            claim.act = Act.SHARE;
            claim.recipients.putAll(recipients);
          } else if (anchor.kind == Kind.DISCLOSE) {
            claim.act = Act.SHARE;
            claim.recipients.put(Statement.THIRD_PARTY, "");
            claim.confidence = 0.8;
          } else if (verb.matches("提供|填写|提交|输入|绑定|上报|回传|录入|授权")
              && text.substring(from, anchor.at).matches(".*(请|需|要求|须|应|让|引导|邀请).*")) {
            claim.recipients.put(Statement.FIRST_PARTY, "我们");
            if (anchor.negated) {
              return null;
            }
          } else if (verb.matches("上报|回传")) {
            claim.recipients.put(Statement.FIRST_PARTY, "我们");
          } else {
            return null;
          }
        } else {
          claim.recipients.put(Statement.FIRST_PARTY, "我们");
          claim.confidence = anchor.kind == Kind.HAVE ? 0.75 : 0.92;
        }
      }
      default -> {
        if (giving) {
          if (!us[0] && !verb.matches("提供|上传|回传|上报")) {
            return null;
          }
          if (!us[0]) {
            return null;
          }
          claim.recipients.put(Statement.FIRST_PARTY, "我们");
        } else {
          claim.act = Act.SHARE;
          claim.recipients.putAll(anchor.outside);
          claim.actor = anchor.outside.keySet().iterator().next();
          claim.confidence = anchor.kind == Kind.HAVE ? 0.75 : 0.9;
        }
      }
    }
    fill(claim, anchor, index, previous, end);
    if (claim.data.isEmpty()
        && claim.except.isEmpty()
        && anchor.kind == Kind.HAVE
        && !claim.pointsBack) {
      return null;
    }
    finish(claim, anchor, previous, end);
    claim.accessOnly = verb.matches("读取|访问|调用|使用|扫描|识别|处理|获取");
    claim.localOnly = anchor.negated && verb.matches("上传|上报|回传|传输|发送|传至|存储|保存|储存");
    return claim;
  }

  private int regionEnd(int index) {
    Anchor anchor = anchors.get(index);
    int end = clauses.get(anchor.clause)[1];
    for (int c = anchor.clause + 1; c < clauses.size(); c++) {
      String clause = text.substring(clauses.get(c)[0], clauses.get(c)[1]);
      int lead = lead(clause);
      int start = clauses.get(c)[0] + lead;
      boolean term = terms.stream().anyMatch(t -> t.from() == start);
      boolean verbFirst = anchorIn(c) != null && !term;
      if (text.charAt(clauses.get(c)[0] - 1) == '；' || text.charAt(clauses.get(c)[0] - 1) == ';') {
        if (!term || anchorIn(c) != null) {
          break;
        }
      }
      if (!term || verbFirst || anchorIn(c) != null && !anchorLate(c) || predicate(c)) {
        break;
      }
      end = clauses.get(c)[1];
    }
    for (int i = index + 1; i < anchors.size(); i++) {
      Anchor next = anchors.get(i);
      if (next.at >= end) {
        break;
      }
      boolean between = terms.stream().anyMatch(t -> t.from() >= anchor.to && t.to() <= next.at);
      String gap = text.substring(anchor.to, next.at);
      if (between && !(gap.matches(".*(的|并|后|及|和|或)?$") && next.kind == Kind.HAVE && false)) {
        end = Math.min(end, Math.max(anchor.to, lastTermEnd(anchor.to, next.at)));
        break;
      }
      if (!gap.matches("[、或和及与并者/\\s，]*|.*的(信息|数据)?.*")) {
        if (next.ownSubject || next.subject != anchor.subject) {
          end = Math.min(end, next.at);
          break;
        }
      }
    }
    return end;
  }

  /** "通话内容经加密": a clause that says something of its data. */
  private boolean predicate(int clause) {
    int from = clauses.get(clause)[0];
    int to = clauses.get(clause)[1];
    int end = lastTermEnd(from, to);
    return text.substring(Math.max(from, Math.min(end, to)), to)
        .matches("(内容|信息|数据)?(均|都|也|仅|只|则|亦)?(经|已|将|会|不|仅|只|由|属于|应|是|保存|存储|留存|无法).*");
  }

  private int lastTermEnd(int from, int to) {
    int end = from;
    for (Found term : terms) {
      if (term.from() >= from && term.to() <= to) {
        end = term.to();
      }
    }
    return end;
  }

  private @Nullable Anchor anchorIn(int clause) {
    for (Anchor anchor : anchors) {
      if (anchor.clause == clause) {
        return anchor;
      }
    }
    return null;
  }

  private boolean anchorLate(int clause) {
    Anchor anchor = anchorIn(clause);
    return anchor != null
        && PURPOSE.matcher(text.substring(clauses.get(clause)[0], anchor.at)).find();
  }

  private static int lead(String clause) {
    Matcher matcher =
        Pattern.compile(
                "^\\s*([（(]?[一二三四五六七八九十\\d]{1,3}[）).、．]|以及|和|及|或|并且|还有|包括但不限于|包括|例如|比如|具体包括|具体为|主要包括|其中包括|如|同时包括|也包括|还包括|具体|主要|您的|你的|设备的|所?使用的|如您的|包括您的|以及您的|和您的|或您的|[（(“：:])*")
            .matcher(clause);
    return matcher.find() ? matcher.end() : 0;
  }

  private void fill(Claim claim, Anchor anchor, int index, int previous, int end) {
    Matcher purpose = PURPOSE.matcher(text);
    int stop = end;
    boolean[] taken = new boolean[terms.size()];
    // Behind the verb.
    int cursor = anchor.to;
    List<int[]> purposes = new ArrayList<>();
    while (purpose.find()) {
      if (purpose.start() >= anchor.to && purpose.start() < end) {
        int close = purpose.start();
        int comma = text.indexOf('，', close);
        purposes.add(new int[] {close, comma < 0 || comma > end ? end : comma});
      }
    }
    boolean flip = false;
    for (int t = 0; t < terms.size(); t++) {
      Found term = terms.get(t);
      if (term.from() < anchor.to || term.from() >= stop) {
        continue;
      }
      if (purposes.stream().anyMatch(p -> term.from() >= p[0] && term.from() < p[1])) {
        continue;
      }
      String gap = text.substring(Math.min(cursor, term.from()), term.from());
      if (gap.matches(".*(除(?!了)|不包括|不含|但不(?!限)|而非|不会).*")) {
        flip = true;
      }
      cursor = term.to();
      if (gap.matches(".*(通过|根据|基于|结合|借助|依据)[^，、]*") && !gap.contains("您的")) {
        continue;
      }
      (flip ? claim.except : claim.data).add(term);
      taken[t] = true;
    }
    // "除X外，我们不会收集其他设备标识符": what is excepted stands in an earlier clause.
    String whole = text.substring(0, anchor.at);
    Matcher except = Pattern.compile("除(?!非)(了)?([^。]{1,40}?)(之外|以外|外)").matcher(whole);
    if (claim.sign == Sign.NEGATIVE && except.find()) {
      for (Found term : terms) {
        if (term.from() >= except.start() && term.to() <= except.end()) {
          claim.except.add(term);
        }
      }
    }
    if (!claim.data.isEmpty() && !text.substring(previous, anchor.at).matches(".*(将|把|对)您?.*")) {
      return;
    }
    // Before it.
    String before = text.substring(previous, anchor.at);
    Matcher ba = Pattern.compile("(将|把|对)(?!会|要|来)").matcher(before);
    int left = -1;
    while (ba.find()) {
      int at = previous + ba.start();
      if (terms.stream().anyMatch(t -> t.from() > at && t.to() <= anchor.at)) {
        left = at;
        break;
      }
    }
    boolean kept =
        anchor.verb.matches("保存|存储|留存|储存|保留|录音|记录")
            && terms.stream()
                .anyMatch(
                    t ->
                        t.from() >= previous
                            && t.to() <= anchor.at
                            && text.substring(t.to(), anchor.at)
                                .matches("(信息|数据|内容)?(会|将|均|都|可能|加密|统一|安全|仅|在[^，]{1,10})*"));
    boolean passive =
        kept
            || before.matches(".*(被|由|会被|将被|可能被|予以|可能会)[^，]*$")
            || before.matches(".*(将|会|可能|不会|也不会|需)$") && !anchor.ownSubject;
    if (left < 0 && passive && claim.data.isEmpty()) {
      left = previous;
    }
    if (left >= 0) {
      for (Found term : terms) {
        if (term.from() >= left && term.to() <= anchor.at) {
          claim.data.add(term);
        }
      }
    }
    if (claim.data.isEmpty()
        && (anchor.passive
            || (anchor.kind == Kind.GIVE || anchor.kind == Kind.DISCLOSE)
                && !text.substring(previous, anchor.at).matches(".*(我们|本公司|您(?!的)).*"))) {
      // "昵称、头像会向其他用户展示"
      for (Found term : terms) {
        if (term.from() >= previous && term.to() <= anchor.at) {
          claim.data.add(term);
        }
      }
    }
    if (claim.data.isEmpty() && index > 0 && joined(anchors.get(index - 1), anchor)) {
      Anchor other = anchors.get(index - 1);
      for (Found term : terms) {
        if (term.from() > other.to
            && term.to() <= anchor.at
            && term.from() < regionEnd(index - 1)) {
          claim.data.add(term);
        }
      }
    }
    if (claim.data.isEmpty()) {
      String clause = text.substring(clauses.get(anchor.clause)[0], end);
      boolean upload =
          UPLOADED.matcher(clause).find()
              || LOCAL.matcher(text).find() && anchor.kind != Kind.HAVE
              || claim.sign == Sign.NEGATIVE
                  && text.substring(previous, end)
                      .matches(
                          ".*(获取|收集|读取|访问|上传|查看|看到|接触)(到)?(这些|该|此|上述|您的|其)?(个人)?(信息|数据|内容)?[。]?");
      if (upload && claim.sign == Sign.NEGATIVE) {
        // "人脸信息仅在本地处理，不会上传": the data of the clauses before.
        for (Found term : terms) {
          if (term.to() <= anchor.at) {
            claim.data.add(term);
          }
        }
        claim.pointsBack = claim.data.isEmpty();
      } else {
        claim.pointsBack = BACK.matcher(clause).find();
        if (claim.pointsBack && anchor.clause > 0) {
          int at = clauses.get(anchor.clause)[0];
          for (Found term : terms) {
            if (term.to() <= at && index > 0 && term.from() > anchors.get(0).at) {
              claim.data.add(term);
            }
          }
        }
      }
    }
  }

  /** "收集并共享": the second verb takes the first one's object if it has none. */
  private boolean joined(Anchor previous, Anchor anchor) {
    return text.substring(previous.to, anchor.at).matches("[^。；]{0,60}(并|且|后|再)[^，。]{0,24}");
  }

  private void recipients(
      Anchor anchor, int previous, int end, Map<String, String> recipients, boolean[] us) {
    String before = text.substring(previous, anchor.at);
    Matcher preposition = Pattern.compile("(向|与|和|给|至|同|委托|由|对|交由)([^，。；]{1,60})$").matcher(before);
    if (preposition.find()) {
      int start = previous + preposition.start(2);
      span(start, anchor.at, recipients, us);
    }
    String after = text.substring(anchor.to, Math.max(anchor.to, end));
    Matcher to = Pattern.compile("(给予|给|至|到|与|于|向|予)([^，。；]{1,80})").matcher(after);
    if (anchor.verb.equals("委托") || anchor.verb.equals("交由")) {
      span(anchor.to, Math.min(end, anchor.to + 40), recipients, us);
    } else if (to.find()) {
      int start = anchor.to + to.start(2);
      Matcher purpose = PURPOSE.matcher(text);
      int stop = anchor.to + to.end(2);
      if (purpose.find(start) && purpose.start() < stop && purpose.start() > start) {
        stop = purpose.start();
      }
      span(start, stop, recipients, us);
    }
  }

  private void span(int from, int to, Map<String, String> recipients, boolean[] us) {
    int before = recipients.size();
    known(from, to, recipients, us);
    if (recipients.size() > before || us[0] || us[1]) {
      return;
    }
    // "报送基金管理人": somebody, though no list knows them.
    String who = text.substring(from, to).split("[，。；：、（的]", 2)[0].strip();
    if (who.matches("[\\p{IsHan}A-Za-z]{2,14}")
        && !who.matches(
            ".*(境外|海外|本地|手机|设备|手环|手表|家电|本机|终端|硬件|云|服务器|系统|国内|境内|中国|其他|任何|用户|自己|本人|相册|页面|主页|我|您|你|中|上|外)$")
        && DataPhrases.chinese(who).isEmpty()) {
      recipients.put(Statement.THIRD_PARTY, who);
    }
  }

  private void known(int from, int to, Map<String, String> recipients, boolean[] us) {
    String span = text.substring(from, to);
    Map<String, String> categories = new LinkedHashMap<>();
    if (span.startsWith("我们的") || span.startsWith("本公司")) {
      named(from, to, categories);
      if (!categories.isEmpty()) {
        recipients.putAll(categories);
        return;
      }
    }
    if (span.matches("(我们|我司|本公司|本平台|本应用|平台|服务器|云端|后台|客服|我方)(的)?(服务器|云端|后台|客服|平台)?.*")
        || span.matches("(您|用户).{0,4}(服务器|云端).*")) {
      us[0] = true;
      return;
    }
    if (span.matches("(您|你|用户)(的)?.{0,2}")
        || span.matches(
            "(您|你)(?!的(好友|同学|雇主|学校|家长|联系人|主治|医生|开户|银行|发卡|保险|所在|单位|公司|运营商|收件|家人|亲友|亲属|房东|老师|班级|团队|主管|配偶)).*")) {
      us[1] = true;
      return;
    }
    named(from, to, recipients);
  }

  /** Puts those named between two places; gives back where the last one ends, -1 if none. */
  private int named(int from, int to, Map<String, String> into) {
    if (from >= to) {
      return -1;
    }
    String span = text.substring(from, to);
    List<Entities.Mention> mentions = new ArrayList<>(Entities.shipped().chinese(span));
    mentions.removeIf(m -> firstNames.contains(Words.lower(span.substring(m.from(), m.to()))));
    boolean[] taken = new boolean[span.length()];
    int last = -1;
    Map<Integer, String[]> found = new java.util.TreeMap<>();
    for (int i = 0; i < mentions.size(); i++) {
      Entities.Mention mention = mentions.get(i);
      java.util.Arrays.fill(taken, mention.from(), mention.to(), true);
      int end = mention.to();
      last = Math.max(last, end);
      boolean general =
          !mention.entity().company()
              && (i + 1 < mentions.size()
                      && mentions.get(i + 1).entity().company()
                      && span.substring(end, mentions.get(i + 1).from())
                          .matches("[^、，和及与或]{0,3}(（|\\(|如|例如|包括|“|：|:)?[^、，]{0,4}")
                  || UNKNOWN.matcher(span.substring(end)).find()
                      && span.substring(end).matches("(（|\\(|如|例如|包括|“|：|:).*"));
      if (!general) {
        found.put(
            mention.from(),
            new String[] {
              mention.entity().name("zh"), span.substring(mention.from(), mention.to())
            });
      }
    }
    Matcher unknown = UNKNOWN.matcher(text);
    int at = Math.max(0, from - 1);
    while (unknown.find(at)) {
      if (unknown.start(1) >= to) {
        break;
      }
      int start = unknown.start(1) - from;
      int stop = unknown.end(1) - from;
      at = Math.max(at + 1, unknown.end(1));
      if (start < 0 || stop > span.length() || anyTaken(taken, start, stop)) {
        continue;
      }
      String name = unknown.group(1).replaceFirst("^(我们的|我们|合作的|第三方|公司)", "");
      if (name.length() < 2
          || name.matches(
                  ".*(我们|您|信息|用户|数据$|关联|子公司|任何|其他|第三方|个人|网络$|统计$|广告$|推送$|地图$|银行$|保险$|支付$|物流$|快递$|公司、).*")
              && !name.matches(".{2,}(公司|科技|SDK|互动|传媒|智能)")) {
        if (!name.matches("[A-Za-z0-9\\p{IsHan}]{2,6}(数据|统计|广告|推送|地图|支付|物流|快递|网络|云)")
            || name.matches(
                ".*(我们|您|信息|用户|关联|任何|其他|第三方|个人|移动网|使用|消息|进行|用于|接收|精准|展示|投放|定向|个性化).*")) {
          continue;
        }
      }
      found.put(start, new String[] {name, unknown.group(1)});
      last = Math.max(last, stop);
    }
    found.values().forEach(v -> into.putIfAbsent(v[0], v[1]));
    return last < 0 ? -1 : from + last;
  }

  private static boolean anyTaken(boolean[] taken, int from, int to) {
    for (int i = from; i < to; i++) {
      if (taken[i]) {
        return true;
      }
    }
    return false;
  }

  private void finish(Claim claim, Anchor anchor, int previous, int end) {
    String clause = text.substring(0, Math.min(text.length(), end));
    int semicolon =
        Math.max(clause.lastIndexOf('；', anchor.at), clause.lastIndexOf('但', anchor.at));
    if (semicolon > 0) {
      clause = clause.substring(semicolon);
    }
    Matcher purpose = PURPOSE.matcher(text);
    String part = "";
    if (purpose.find(Math.min(anchor.to, text.length()))) {
      int stop = text.indexOf('，', purpose.end());
      part = text.substring(purpose.start(), stop < 0 ? text.length() : stop);
    } else if (text.startsWith("为")) {
      int stop = text.indexOf('，');
      part = stop < 0 ? "" : text.substring(0, stop);
    }
    claim.purposes = Purposes.shipped().inText(part, "zh");
    if (CHILDREN.matcher(clause).find() && !clause.contains("生日")) {
      claim.condition = "children";
    } else if (EXCEPT.matcher(text).find()
        && claim.sign == Sign.NEGATIVE
        && claim.except.isEmpty()) {
      claim.condition = CONSENT.matcher(clause).find() ? "consent" : "except";
    } else if (CONSENT.matcher(clause).find()) {
      claim.condition = "consent";
    } else if (OPT_OUT.matcher(clause).find()) {
      claim.condition = "opt-out";
    } else if (CHOICE.matcher(clause).find()) {
      claim.condition = "user-choice";
    }
    if (claim.condition == null && claim.sign == Sign.NEGATIVE && SCOPE.matcher(clause).find()) {
      claim.condition = "except";
    }
    if (claim.condition == null
        && claim.sign == Sign.NEGATIVE
        && ONE_PURPOSE.matcher(text.substring(Math.min(anchor.to, text.length()))).find()) {
      claim.condition = "purpose";
    }
    if (claim.condition == null
        && claim.sign == Sign.NEGATIVE
        && anchor.kind == Kind.HAVE
        && !anchor.verb.matches("存储|保存|储存|留存|保留")) {
      claim.condition = "purpose";
    }
  }

  /** Data named in a fragment without a verb of its own. */
  @Override
  public List<Found> fragment() {
    Matcher purpose = PURPOSE.matcher(text);
    int stop = purpose.find() ? purpose.start() : text.length();
    List<Found> found = new ArrayList<>();
    for (Found term : terms) {
      if (term.from() < stop) {
        found.add(term);
      }
    }
    return found;
  }

  /** Recipients named in a fragment. */
  @Override
  public Map<String, String> named() {
    Map<String, String> found = new LinkedHashMap<>();
    named(0, text.length(), found);
    return found;
  }
}
