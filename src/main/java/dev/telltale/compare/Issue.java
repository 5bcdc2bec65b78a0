package dev.telltale.compare;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The eight issues of the MIIT's special action of 2019 (工信部信管函〔2019〕337号), the checklist that app
 * audits in China still begin with.
 */
public enum Issue {
  /** 私自收集个人信息: collecting before purpose, method and scope are told and consent is given. */
  COLLECT_WITHOUT_CONSENT("私自收集个人信息", "R004", List.of("PRE_CONSENT", "AFTER_REFUSAL")),
  /** 超范围收集个人信息: collecting more than the service needs or the user agreed to. */
  EXCESSIVE_COLLECTION(
      "超范围收集个人信息",
      null,
      List.of(
          "OMITTED_FIRST_PARTY",
          "CONTRARY",
          "UNNECESSARY_FOR_CATEGORY",
          "FREQUENCY",
          "BACKGROUND")),
  /** 私自共享给第三方: giving it to others without consent. */
  SHARE_WITHOUT_CONSENT("私自共享给第三方", "R029", List.of("OMITTED_THIRD_PARTY", "SDK_TABLE_MISMATCH")),
  /** 强制用户使用定向推送功能: targeted push that cannot be turned off. */
  FORCED_TARGETING("强制用户使用定向推送功能", "R094", List.of("PERSONALISATION_AFTER_OPT_OUT")),
  /** 不给权限不让用: no service without the permission. */
  NO_PERMISSION_NO_SERVICE("不给权限不让用", "R106", List.of("NOT_BY_TRAFFIC")),
  /** 频繁申请权限: asking for a permission again and again. */
  REPEATED_PERMISSION("频繁申请权限", "R106", List.of("NOT_BY_TRAFFIC")),
  /** 过度索取权限: asking for permissions that the service does not need. */
  EXCESSIVE_PERMISSION("过度索取权限", "R106", List.of("NOT_BY_TRAFFIC")),
  /** 账号注销难: deleting the account is hard or has no effect. */
  HARD_DELETION("账号注销难", "R106", List.of("AFTER_DELETION"));

  private final String chinese;
  private final @Nullable String rule;
  private final List<String> codes;

  Issue(String chinese, @Nullable String rule, List<String> codes) {
    this.chinese = chinese;
    this.rule = rule;
    this.codes = codes;
  }

  /** As written on the command line and in JSON, such as {@code hard-deletion}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** 1 to 8, in the order of the notice. */
  public int number() {
    return ordinal() + 1;
  }

  /** The notice's name for it. */
  public String chinese() {
    return chinese;
  }

  /** The clauses that the issue bears on: the notice itself first, then those of its codes. */
  public List<Rule> rules() {
    return Rule.shipped().stream()
        .filter(r -> r.jurisdiction().equals("CN"))
        .filter(r -> r.id().equals(rule) || codes.contains(r.code()))
        .sorted(Comparator.comparing(r -> !r.id().equals(rule)))
        .toList();
  }

  /** The issue of a number, id or Chinese name. */
  public static Optional<Issue> find(String text) {
    return Arrays.stream(values())
        .filter(
            i ->
                i.id().equals(text)
                    || i.chinese.equals(text)
                    || Integer.toString(i.number()).equals(text))
        .findFirst();
  }
}
