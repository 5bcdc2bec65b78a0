package dev.telltale.declare;

import dev.telltale.declare.DataPhrases.Found;
import dev.telltale.declare.Statement.Sign;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what stands before a colon, or before brackets, and says of what follows. Any thread. */
final class Labels {
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

  private final Readings readings;

  Labels(Readings readings) {
    this.readings = readings;
  }

  /**
   * Reads "Data we collect: …", 不收集：…, or the parts of 目的：…；方式：…；范围：…: what is said is said by the
   * label.
   */
  List<Claim> statements(String text) {
    if (text.indexOf(':') < 0 && text.indexOf('：') < 0) {
      return List.of();
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
        who.putAll(readings.named(rest));
        if (who.isEmpty() && rest.strip().length() < 30) {
          who.put(rest.strip(), rest.strip());
        }
        continue;
      }
      if (!ACT_LABEL.matcher(label).matches()) {
        continue;
      }
      List<Found> data = new ArrayList<>();
      for (Found found : readings.terms(text)) {
        int at = text.indexOf(part) + colon;
        if (found.from() > at && found.to() <= text.indexOf(part) + part.length()) {
          data.add(found);
        }
      }
      List<Found> outside = new ArrayList<>(data);
      outside.removeIf(f -> inBrackets(text, f.from()));
      Claim claim = Headings.named(label);
      if (data.isEmpty()) {
        continue;
      }
      if (label.matches("^不[^仅].*")) {
        claim.sign = Sign.NEGATIVE;
      }
      List<Claim> pairs = claim.act == Statement.Act.SHARE ? pairs(claim, text) : List.of();
      if (!pairs.isEmpty()) {
        said.addAll(pairs);
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
    }
    return said;
  }

  private static boolean inBrackets(String text, int at) {
    int depth = 0;
    for (int i = 0; i < at; i++) {
      char c = text.charAt(i);
      depth += c == '(' || c == '（' ? 1 : c == ')' || c == '）' ? -1 : 0;
    }
    return depth > 0;
  }

  /** "Couriers: we share …": who stands before the colon. */
  @Nullable Claim beforeColon(String text) {
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
    for (Claim each : readings.heading(label)) {
      claim = each.data.isEmpty() ? each.frame() : claim;
    }
    Claim named = Headings.named(label);
    return claim == null || claim.sign != named.sign ? named : claim;
  }

  /** "服务商（IP地址、日志）、广告平台（OAID）": each party with its own data. */
  List<Claim> pairs(Claim claim, String text) {
    java.util.regex.Matcher pair =
        Pattern.compile("([^（(、；，。:：)）,;]{2,30})[（(]([^（()）]{2,80})[)）]").matcher(text);
    List<Claim> all = new ArrayList<>();
    while (pair.find()) {
      Map<String, String> who = readings.named(pair.group(1));
      List<Found> what = readings.terms(pair.group(2));
      if (who.isEmpty() || what.isEmpty() || !readings.terms(pair.group(1)).isEmpty()) {
        continue;
      }
      Claim one = claim.frame();
      one.confidence = claim.confidence;
      one.recipients = who;
      one.data = what;
      all.add(one);
    }
    return all;
  }

  /** Who is named before the colon of a sentence that begins with a label. */
  Map<String, String> parties(String text) {
    int colon = Math.max(text.indexOf(':'), text.indexOf('：'));
    if (colon < 1 || colon > 40) {
      return Map.of();
    }
    String label = text.substring(0, colon);
    return readings.named(label);
  }
}
