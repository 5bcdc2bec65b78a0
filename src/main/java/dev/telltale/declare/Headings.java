package dev.telltale.declare;

import dev.telltale.declare.Statement.Sign;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the headings above a place say of the fragments under them: "Information we collect" makes
 * its items collections, "Your rights" makes them nothing. Not thread-safe.
 */
final class Headings {
  private static final Pattern OTHER_SECTION =
      Pattern.compile(
          "(?i)\\b(rights?|choices?|controls?|security|secure|safeguard|protect|retention|retain|how long|delet|chang(e|es|ing)|update[sd]?|contact( us)?|legal bas|international|transfers?|cookies? polic|govern|questions|definitions?|how (do )?we (may )?use|how .* is used|use of|purposes?|why we|access(ing)? |links to|your privacy|dispute|complain|age limit|effective|introduction|overview|manage)"
              + "|权利|如何管理|如何保护|安全|保存|存储|期限|删除|注销|更新|变更|联系我们|适用范围|定义|投诉|争议|如何使用|使用目的|管辖|概述|引言|生效|前言");
  private static final Pattern SAYS =
      Pattern.compile(
          "(?i)\\b(collect|gather|receive|obtain|share|sharing|disclos|sell|sold|provide|tell us|give us|pick up|learn|we (know|process|hold|store|keep|need|handle|use)|(what|which|categories of|types of|kinds of|the) (personal |user )?(data|information)|personal (data|information) (we|that we)|process(ed|ing)?\\b|who (else )?(can )?(sees?|gets?|receives?|has access|helps)|recipients|with whom)|谁(会|能|可以|可能)?(得到|看到|收到|获得)|收集|共享|获取|转让|披露|提供|处理的(个人)?信息|(哪些|何种)(个人)?信息");

  private final Readings readings;
  private final Deque<Section> sections = new ArrayDeque<>();

  Headings(Readings readings) {
    this.readings = readings;
  }

  /** What a heading says of the fragments under it. */
  private record Section(int level, @Nullable Claim frame, boolean muted) {}

  /** What the innermost heading says; null if nothing. */
  @Nullable Claim frame() {
    Section now = sections.peekLast();
    return now == null ? null : now.frame();
  }

  /** Whether the section is about something else, such as rights or retention. */
  boolean muted() {
    Section now = sections.peekLast();
    return now != null && now.muted();
  }

  /** Enters the section of a heading; those of its rank and below end. */
  void enter(Block block) {
    String text = TraditionalChinese.simplified(block.string());
    Claim claim = null;
    for (Claim each : readings.heading(text)) {
      if (each.data.isEmpty() || Readings.chinese(text)) {
        claim = each;
        break;
      }
    }
    boolean other = OTHER_SECTION.matcher(text).find();
    boolean collects = SAYS.matcher(text).find();
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
  }

  private boolean aboutData(String text) {
    return !readings.terms(text).isEmpty()
        || Pattern.compile(
                "(?i)\\b(data|information|automatically|you provide|identifiers)\\b|信息|数据|功能|服务")
            .matcher(text)
            .find();
  }

  /** A heading such as "Data collection" or "Information sharing", without a sentence in it. */
  static Claim named(String text) {
    String lower = Words.lower(text);
    Claim claim = new Claim();
    claim.confidence = 0.82;
    boolean share =
        lower.matches(
                ".*(shar|disclos|sell|who (else )?(can )?(see|get|receive|has access|helps)|recipients|with whom|共享|转让|披露|提供|谁(会|能|可以|可能)?(得到|看到|收到|获得)).*")
            && !lower.matches(".*(collect|收集|you provide|您提供|你提供).*");
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
}
