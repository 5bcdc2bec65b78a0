package dev.telltale.declare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the columns of a list or SDK table are, by their headers in Chinese and English, in any
 * order. The header layouts are those of POLICY.md 3.3 and their synonyms.
 */
enum Columns {
  LINK(
      "链接|隐私政策|隐私协议|隐私权政策|隐私条款|官网|网址|官方网站|隐私说明",
      "privacy (policy|notice)|link|url|website|policy|web site"),
  RETENTION("保存期限|存储期限|留存|保留期限|存储地点|保存时间", "retention|retain|stored? for|storage period|how long"),
  COUNT(
      "次数|收集情况|条数|数量|是否(收集|共享)|收集状态",
      "collected\\??|collected\\?? \\(?yes.*|do we collect.*|(shared|sold|disclosed)\\??( \\(.*\\))?"
          + "|linked.*|required.*"),
  METHOD(
      "方式$|方式\\)$|处理方式|来源|渠道|合法性基础|方法$",
      "method|how|source|sources|legal basis|lawful basis|collection method"),
  PERMISSION("权限", "permissions?|permissions? .*"),
  PURPOSE(
      "目的|用途|场景|功能|作用|业务|描述|说明|使用情形|服务内容",
      ".*purposes?.*|.*\\buses?\\b.*|why.*|function(ality)?|reason|what for|description|scenario|usage|service provided|features?"),
  PACKAGE("包名|版本|SDK标识", "package.*|version.*"),
  TYPE(
      "^(sdk|第三方|合作方|接收方|插件|服务)?(类型|类别|分类|种类)$|适用平台|操作系统|系统平台|^平台$|^终端$|^序号$|^编号$|备注|^地区$",
      "no\\.?|#|type|platforms?|os|sdk (type|category)|category of (third party|recipient)|country|region|location|notes?|remarks?"),
  RECIPIENT(
      "共享对象|共享方名称|提供对象|数据接收方|共享给",
      "(shared|disclosed|sold) (with|to).*|.*third part(y|ies) .*(shar|disclos|sold).*|who .*(receive|get|share).*|recipients?|categories of (recipients|third parties).*|disclosed to.*"),
  NAME(
      "sdk名称|sdk产品|^sdk$|第三方sdk|第三方(代码)?名称|第三方公司名称|第三方(合作方|产品|服务)?名称|^第三方$|合作(方|伙伴|机构|商)(名称)?$|接收方|插件名称"
          + "|服务商(名称)?$|产品名称|受托方|合作机构|共享方|接入的?sdk|嵌入的?sdk|工具名称|^名称$|供应商名称|第三方信息接收者|^sdk/|合作第三方|组件名称",
      "(third[- ]party )?sdks?( name| / .*|/.*)?|name|third[- ]part(y|ies)( name| service| provider)?|provider( name)?|partner( name)?|service( name| provider)?|vendor|library|tool|plugin|component|name of (the )?(sdk|third[- ]party|partner|provider).*|sdk & .*|product|integration"),
  OWNER(
      "公司|机构|运营方|运营者|主体|提供方|提供者|提供商|开发者|开发商|所属|厂商",
      "company( name)?|owner|operator|developer|operated by|entity|organi[sz]ation|publisher|provided by|sdk (provider|developer|company|owner)"),
  DATA(
      "信息|数据|收集内容|采集内容|共享内容|字段|收集(的)?(类型|种类|范围|项目?)$|^内容$|个人资料",
      ".*\\b(data|information|info)\\b.*|what (we|is|it) collect.*|examples?|categor(y|ies)|fields?|collects|what it (collects|receives|sees)|items?|identifiers?|what we (share|disclose).*|examples? .*|receives|gets");

  private final Pattern chinese;
  private final Pattern english;

  Columns(String chinese, String english) {
    this.chinese = Pattern.compile(chinese);
    this.english = Pattern.compile(english);
  }

  /** What a header cell says its column is; null if it is no header that is known. */
  static @Nullable Columns of(String header) {
    String text = TraditionalChinese.simplified(header.strip());
    if (text.isEmpty() || text.length() > 60) {
      return null;
    }
    boolean han = text.chars().anyMatch(Words::isHan);
    if (han) {
      if (text.length() > 24
          || text.matches(".*(有限公司|集团|有限责任公司)$")
          || text.matches(".*(目录|清单|列表|如下)[：:]?$")) {
        return null;
      }
      String bare = text.toLowerCase(Locale.ROOT).replaceAll("[\\s（）()/、*：:]|(?<!目)的", "");
      if (bare.matches(".*(收集|获取|涉及|共享|处理|使用|信息).*(信息|数据|字段)(名称|种类|类型|类别|字段|内容|范围|项|清单)?$")
          && !bare.matches(".*(目的|用途|方式|场景|权限)$")) {
        return DATA;
      }
      if (bare.matches("(公司|第三方机构|第三方公司主体|机构|所属公司|所属机构)名称?")) {
        return bare.equals("第三方公司名称") ? NAME : OWNER;
      }
      for (Columns column : values()) {
        if (column.chinese.matcher(bare).find()) {
          return column;
        }
      }
      return null;
    }
    String bare =
        text.toLowerCase(Locale.ROOT).replaceAll("[*:?()]", " ").replaceAll("\\s+", " ").strip();
    if (bare.matches("(categor(y|ies)|types?|kinds?) of (personal |user )?(data|information).*")) {
      return DATA;
    }
    for (Columns column : values()) {
      if (column.english.matcher(bare).matches()) {
        return column;
      }
    }
    return null;
  }

  /** The columns of a row if it reads as a header: two of them known, data among them. */
  static @Nullable List<@Nullable Columns> header(List<String> cells) {
    List<@Nullable Columns> columns = new ArrayList<>();
    int known = 0;
    boolean data = false;
    for (String cell : cells) {
      Columns column = of(cell);
      if (column == NAME && columns.contains(NAME)) {
        column = OWNER;
      }
      columns.add(column);
      known += column == null ? 0 : 1;
      data |= column == DATA;
    }
    if (!data && columns.contains(NAME) && known >= 2 && columns.contains(COUNT)) {
      return null;
    }
    boolean enough = known >= 2 && data && known * 2 >= cells.size();
    return enough ? columns : null;
  }
}
