package dev.telltale.evidence.bundle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a verifier checked and found. Not safe for several threads. */
public final class Verification {

  /** What it comes to. */
  public enum Status {
    /** All there and all right. */
    VALID,
    /** All there, but something is not what was signed. */
    NOT_VALID,
    /** Something is missing, or the container is not one. */
    NOT_COMPLETE
  }

  /**
   * A check.
   *
   * @param name what was checked
   * @param passed whether it holds
   * @param detail figures, or the first bad item
   */
  public record Check(String name, boolean passed, String detail) {}

  private final List<Check> checks = new ArrayList<>();
  private final List<Check> open = new ArrayList<>();
  private Status status = Status.VALID;
  private boolean redacted;
  private String key = "";

  void passed(String name, String detail) {
    checks.add(new Check(name, true, detail));
  }

  void incomplete(String name, String item) {
    checks.add(new Check(name, false, item));
    status = Status.NOT_COMPLETE;
  }

  void invalid(String name, String item) {
    checks.add(new Check(name, false, item));
    if (status == Status.VALID) {
      status = Status.NOT_VALID;
    }
  }

  /** Notes what was not checked, or proves nothing: neither right nor wrong. */
  void open(String name, String detail) {
    open.add(new Check(name, false, detail));
  }

  void key(String fingerprint) {
    key = fingerprint;
  }

  void redacted() {
    redacted = true;
  }

  /** What it comes to. */
  public Status status() {
    return status;
  }

  /** All checks in the order they were made. */
  public List<Check> checks() {
    return List.copyOf(checks);
  }

  /** What was not checked, or proves nothing, with the reason; {@code passed} is false. */
  public List<Check> open() {
    return List.copyOf(open);
  }

  /** The first check that failed. */
  public Optional<Check> firstFailure() {
    return checks.stream().filter(check -> !check.passed()).findFirst();
  }

  /** Fingerprint of the key that signed it, to be compared with the one that its maker told. */
  public String key() {
    return key;
  }

  /** Whether records were redacted, whose leaves cannot be recomputed. */
  public boolean isRedacted() {
    return redacted;
  }
}
