package dev.telltale.declare;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom a policy speaks of by name, in lower case.
 *
 * @param first the names of its own party and app, as the text defines or uses them
 * @param outside other names that it brings in: "by Kindcoin", "our processor, Coinlet"
 */
record Parties(Set<String> first, Set<String> outside) {
  private static final Pattern[] ENGLISH = {
    Pattern.compile(
        "([A-Z][\\w&'-]*(?: [A-Z][\\w&'.-]*){0,4})(?:,? (?:Inc|LLC|Ltd|Limited|GmbH|Corp|S\\.A)\\.?)?,? ?\\([^)]{0,60}[\"“'‘](?:we|us|our|the Company|Company|the App|App)\\b"),
    Pattern.compile(
        "([A-Z][\\w&'-]*(?: [A-Z][\\w&'-]*){0,3}?)(?:'s|’s)? (?:Privacy (?:Policy|Notice|Statement)|privacy (?:policy|notice|statement))"),
    Pattern.compile(
        "[Pp]rivacy (?:[Pp]olicy|[Nn]otice|[Ss]tatement) (?:for|of|—|–|-|:|\\|) ?(?:the )?([A-Z][\\w&'-]*(?: [A-Z][\\w&'-]*){0,3})"),
    Pattern.compile(
        "(?:[Ww]elcome to|[Oo]perated by|[Dd]eveloped by|[Pp]rovided by|[Pp]ublished by|made by|Thank you for (?:using|choosing)|At|By using|When you use|[Uu]sing) ([A-Z][\\w&'-]*(?: [A-Z][\\w&'-]*){0,3})"),
    Pattern.compile(
        "(?:^|\\n|\\. )([A-Z][\\w&'-]*(?: [A-Z][\\w&'-]*){0,2}) (?:is|are) an? [^.]{0,40}\\b(?:app|application|game|service|platform|company|website|keyboard|browser|tool|tracker|marketplace)\\b"),
    Pattern.compile(
        "[Tt]he ([A-Z][\\w&'-]*(?: [A-Z][\\w&'-]*){0,2}) (?:app|application|mobile app|service|platform|game)\\b"),
  };
  private static final Pattern[] CHINESE = {
    Pattern.compile(
        "([A-Za-z0-9·\\p{IsHan}（）()]{2,30}?)[（(](?:以下)?(?:简称|合称|统称|或称)?[:：]?[“\"「]?(?:我们|本公司|本应用|公司|本平台)"),
    Pattern.compile(
        "《([A-Za-z0-9·\\p{IsHan}]{2,20}?)(?:APP|App|app)?(?:用户)?(?:个人信息保护|隐私)(?:政策|协议|保护政策|权政策|声明|指引|保护指引)》?"),
    Pattern.compile(
        "(?:^|\\n|>)#{0,6}[ \\t]{0,4}([A-Za-z0-9·\\p{IsHan}]{2,16}?)(?:APP|App|app)?(?:用户)?(?:个人信息保护|隐私)(?:政策|协议|保护政策|权政策|声明|指引|保护指引)"),
    Pattern.compile(
        "欢迎(?:您)?使用(?:由)?[“\"「《]?([A-Za-z0-9·\\p{IsHan}]{2,14}?)[”\"」》]?(?:APP|App|，|。|！|及|的)"),
    Pattern.compile("[“\"「]([A-Za-z0-9·\\p{IsHan}]{2,12}?)[”\"」](?:APP|App|是一款|应用|软件|由)"),
  };
  private static final Set<String> NOT_NAMES =
      Set.of(
          "we",
          "our",
          "this",
          "the",
          "you",
          "your",
          "privacy",
          "app",
          "policy",
          "mobile",
          "company",
          "our app",
          "google",
          "facebook",
          "apple",
          "google analytics",
          "firebase",
          "stripe",
          "meta",
          "these",
          "use",
          "third",
          "mobile app",
          "it",
          "any time",
          "updated",
          "full",
          "read",
          "of",
          "children's",
          "我们",
          "本",
          "用户",
          "最新",
          "以下",
          "第三方",
          "sdk",
          "微信",
          "支付宝",
          "友盟",
          "children",
          "app store",
          "google play",
          "google maps",
          "google pay",
          "apple pay");

  /** {@code "Waypost", "we" and "our" mean …}, {@code Bramblehook Studios Oy ("Bramblehook")}. */
  private static final Pattern DEFINED =
      Pattern.compile(
          "[“\"']([A-Z][\\w&'-]*(?: [A-Z][\\w&'-]*){0,2})[”\"'],?(?: and| or|,| /)? [“\"'](?:we|us|our|ours|the Company|the App)\\b"
              + "|([A-Z][\\w&'-]*)(?:[ ,]+[A-Z][\\w&'.,-]*){0,4} ?[^()\\n.]{0,50}\\((?:the |hereinafter )?[“\"'](?:\\1|\\2)\\b"
              + "|([A-Z][\\w&'-]*(?: [A-Z][\\w&'-]*){0,2}) and its (?:affiliates|subsidiaries|group companies)"
              + "|(?:^|[ “\"])([A-Z][\\w&'-]*(?: [A-Z][\\w&'-]*){0,2})[”\"]?,? (?:means|refers to) (?:us|our|the (?:app|company|service|operator)|[A-Z][\\w&'-]* ?[^.\\n]{0,30}\\b(?:Ltd|Limited|Inc|GmbH|LLC|B\\.V|Oy|AB|SAS|Pty|Corp|S\\.A|S\\.r\\.l|AG|KG|plc|A/S))");

  /** Someone brought in by what is done through, by or with them. */
  private static final Pattern BROUGHT_IN =
      Pattern.compile(
          "\\b(?:by|via|through|using|uses?|called|named|with|from|partners?|providers?|processors?|vendors?|networks?|SDKs?|tools?|bureau|gateway|supplier|agency),? (?:is |are |the )?([A-Z][\\w&-]+(?: [A-Z][\\w&-]+){0,2})"
              + "|\\b([A-Z][\\w&-]+(?: [A-Z][\\w&-]+){0,2}?),? (?:Inc\\b|LLC|Ltd|Limited|GmbH|B\\.V|Oy\\b|AB\\b|S\\.A|AG\\b|SDK|SAS|Pty|plc|Corp)"
              + "|(?:^|\\n)[-*•–]? ?[A-Z][\\w &'-]{2,30}: ([A-Z][\\w&-]+(?: [A-Z][\\w&-]+){0,2}) (?:[a-z(]|[A-Z]\\.)");

  private static final Pattern TITLE =
      Pattern.compile(
          "(?:[Yy]our )?(?:[Pp]rivacy|[Dd]ata [Pp]rotection)(?: [Pp]olicy| [Nn]otice| [Ss]tatement)? (?:at|in|for|of|with) (?:the )?([A-Z][\\w&'-]*(?: [A-Z][\\w&'-]*){0,2})"
              + "|^([A-Z][\\w&'-]*(?: [A-Z][\\w&'-]*){0,2}?) ?(?:[–—:|-] ?)?(?:[Pp]rivacy|PRIVACY|[Dd]ata |[Ll]earning$|does not|collects|asks)"
              + "|handles your data|([A-Z][\\w&'-]*(?: [A-Z][\\w&'-]*){0,2}) (?:handles|uses|collects|treats|processes|respects|protects)");

  /** A name that opens a sentence and does what an app's own party does. */
  private static final Pattern SUBJECT =
      Pattern.compile(
          "(?:^|[.!?:] +|\\n)([A-Z][\\w&'-]*(?: [A-Z][\\w&'-]*){0,2}) (?:(?:may|will|does|do|can|never|also|only|automatically|not) ){0,3}"
              + "(?:collects?|uses?|stores?|shares?|processe?s?|gathers?|respects?|takes|asks?|needs?|keeps?|pays|is committed|values|requires?|sells?|helps|lets|provides|offers|connects)\\b");

  private static final Set<String> NOT_SUBJECTS =
      EnglishSentence.words(
          "we you our the this these they it your users user partners advertisers cookies apps app"
              + " third companies parents children location information data vendors providers"
              + " some many most all any such each both please people nobody others analytics ads"
              + " customers members merchants sellers drivers couriers moderators someone who what"
              + " if when payment service services google facebook sdks servers device");

  /** Names that open sentences as the acting party and are nowhere brought in as an outsider. */
  private static void subjects(String text, Set<String> names) {
    boolean defined = !names.isEmpty();
    Matcher matcher = SUBJECT.matcher(text);
    while (matcher.find() && names.size() < 40) {
      String name = matcher.group(1);
      String lower = name.toLowerCase(Locale.ROOT);
      String last = lower.substring(lower.lastIndexOf(' ') + 1);
      if (NOT_SUBJECTS.contains(lower.split(" ", 2)[0])
          || NOT_SUBJECTS.contains(last)
          || Entities.shipped().find(name) != null
          || !DataPhrases.english(name).isEmpty()
          || defined && text.split("\\b" + Pattern.quote(name) + "\\b", -1).length < 5
          || outsider(text, name)) {
        continue;
      }
      names.add(lower);
    }
  }

  private static boolean outsider(String text, String name) {
    String quoted = Pattern.quote(name);
    return Pattern.compile(
            "(?:\\b(?:by|via|through|using|use|uses|called|named|like|such as|including|embed|embeds|integrates?|partners?|providers?|provider is|vendors?|processors?|services?|sdks?|networks?|bureaus?|company|companies|platform|tool|firm|agency|operator),? (?:the )?)"
                + quoted
                + "\\b|"
                + quoted
                + "(?:'s|’s)? (?:SDK|sdk|privacy policy|Privacy Policy|Inc\\b|\\()|"
                + "\\b(?:shared?|provide[sd]?|disclosed?|sen[dt]|transmit(?:s|ted)?|pass(?:ed)?|transferr?e?d?|with|to) (?:with |to )?(?:the )?"
                + quoted
                + "\\b")
        .matcher(text)
        .find();
  }

  /** Reads them from the first 20,000 characters. */
  static Parties of(String content) {
    Set<String> first = names(content);
    Set<String> outside = new LinkedHashSet<>();
    String head = plain(content);
    Matcher matcher = BROUGHT_IN.matcher(head);
    while (matcher.find() && outside.size() < 100) {
      for (int g = 1; g <= matcher.groupCount(); g++) {
        if (matcher.group(g) != null) {
          String name = matcher.group(g).toLowerCase(Locale.ROOT);
          if (first.stream()
                  .noneMatch(
                      f -> f.equals(name) || f.startsWith(name + " ") || name.startsWith(f + " "))
              && !NOT_NAMES.contains(name)
              && !NOT_SUBJECTS.contains(name.split(" ", 2)[0])) {
            outside.add(name);
          }
        }
      }
    }
    return new Parties(first, outside);
  }

  private static String plain(String content) {
    return content
        .substring(0, Math.min(content.length(), 20_000))
        .replaceAll("<[^>]{0,300}>", "\n")
        .replaceAll("[ \\t\r]{0,40}\n\\s{0,200}", "\n");
  }

  private static final Pattern TITLE_WORDS =
      Pattern.compile(
          "(?i)\\b(privacy|policy|notice|statement|data|protection|app|mobile|application|the|for|of|and|your|our|at|how|we|handle|use|website|services?|declaration|information|on|in|summary|user|rider|customer|driver|players?|california|global|eu|personal|at a glance|cookies?|terms|with)\\b");

  /** The name in a title, whatever its case: "WAYPOST RIDER PRIVACY POLICY". */
  private static void titled(String title, String text, Set<String> names) {
    if (title.length() > 90 || title.chars().anyMatch(Words::isHan)) {
      return;
    }
    for (String piece : title.split("[–—:|,]| - ")) {
      String name =
          TITLE_WORDS
              .matcher(piece)
              .replaceAll(" ")
              .replaceAll("[^\\w&' -]", " ")
              .replaceAll("\\s+", " ")
              .strip();
      for (String candidate : new String[] {name, name.split(" ")[0]}) {
        String lower = candidate.toLowerCase(Locale.ROOT).replaceFirst("'s$", "");
        if (lower.length() > 3
            && lower.split(" ").length < 4
            && Character.isUpperCase(candidate.charAt(0))
            && !NOT_NAMES.contains(lower)
            && !NOT_SUBJECTS.contains(lower.split(" ", 2)[0])
            && Entities.shipped().find(lower) == null
            && DataPhrases.english(lower).isEmpty()
            && text.toLowerCase(Locale.ROOT).split(Pattern.quote(lower), -1).length > 2) {
          names.add(lower);
        }
      }
    }
  }

  /** "康桥医生隐私政策": the beginning of a Chinese title that the text goes on to use as a name. */
  private static void titledChinese(String title, String text, Set<String> names) {
    String name =
        title
            .replaceFirst("^[《“\"【\\[]+", "")
            .replaceFirst(
                "(?i)[”\"》]?(app)?(的)?(用户|个人信息|隐私|儿童|未成年人|第三方|已收集|与第三方|SDK|双清单|权限).*$", "")
            .strip();
    for (int n = Math.min(name.length(), 10); n >= 2; n--) {
      String part = name.substring(0, n);
      if (part.matches("[\\p{IsHan}A-Za-z0-9]{2,10}")
          && !part.matches(".*(我们|本|用户|隐私|政策|关于|您|个人|信息|产品|平台|软件|应用)$")
          && !NOT_NAMES.contains(part.toLowerCase(Locale.ROOT))
          && Entities.shipped().chinese(part).isEmpty()
          && DataPhrases.chinese(part).isEmpty()
          && text.split(Pattern.quote(part), -1).length > 4) {
        names.add(part.toLowerCase(Locale.ROOT));
        return;
      }
    }
  }

  /** The names of its own party that the first 20,000 characters define. */
  private static Set<String> names(String content) {
    String text = plain(content);
    Set<String> names = new LinkedHashSet<>();
    String title =
        text.lines()
            .map(l -> l.replaceFirst("^#+\\s*", "").strip())
            .filter(l -> !l.isEmpty())
            .findFirst()
            .orElse("");
    Matcher named = TITLE.matcher(title.substring(0, Math.min(title.length(), 200)));
    while (named.find()) {
      for (int g = 1; g <= named.groupCount(); g++) {
        if (named.group(g) != null) {
          String name =
              named.group(g).strip().toLowerCase(Locale.ROOT).replaceFirst("('s|’s)$", "");
          if (!NOT_NAMES.contains(name) && Entities.shipped().find(name) == null) {
            names.add(name);
          }
        }
      }
    }
    for (Pattern[] patterns : new Pattern[][] {ENGLISH, CHINESE}) {
      for (Pattern pattern : patterns) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find() && names.size() < 40) {
          String name =
              matcher
                  .group(1)
                  .strip()
                  .replaceFirst("^(The|Our|Welcome to|At|Privacy Policy of|欢迎使用|感谢您使用|本)\\s*", "")
                  .toLowerCase(Locale.ROOT)
                  .replaceFirst("('s|’s)$", "");
          if (name.length() > 1
              && !NOT_NAMES.contains(name)
              && !name.contains("sdk")
              && Entities.shipped().find(name) == null) {
            names.add(name);
          }
        }
      }
    }
    Matcher defined = DEFINED.matcher(text.substring(0, Math.min(text.length(), 3_000)));
    while (defined.find()) {
      for (int g = 1; g <= defined.groupCount(); g++) {
        if (defined.group(g) != null) {
          String name = defined.group(g).toLowerCase(Locale.ROOT);
          if (!NOT_NAMES.contains(name)
              && !NOT_SUBJECTS.contains(name)
              && Entities.shipped().find(name) == null) {
            names.add(name);
          }
        }
      }
    }
    titled(title, text, names);
    titledChinese(title, text, names);
    subjects(text, names);
    return names;
  }
}
