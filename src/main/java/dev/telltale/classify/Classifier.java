package dev.telltale.classify;

import dev.telltale.classify.known.KnownValues;
import dev.telltale.classify.rules.KeyShapes;
import dev.telltale.decode.Decoded;
import dev.telltale.decode.MessageDecoder;
import dev.telltale.model.DeviceProfile;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Gap;
import dev.telltale.model.Message;
import dev.telltale.util.Limits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns an exchange into findings: decodes the request and every message that the phone sent, runs
 * each detector over them, and settles what they disagree about. Pure, immutable, safe for any
 * thread. Time and memory are bound by {@link Limits}, whatever the input.
 */
public final class Classifier {
  private static final String CODE_VERSION = "1";

  private final MessageDecoder decoder;
  private final List<Guard> detectors;
  private final Limits limits;

  private Classifier(MessageDecoder decoder, List<Guard> detectors, Limits limits) {
    this.decoder = decoder;
    this.detectors = detectors;
    this.limits = limits;
  }

  /**
   * A classifier with the rules that ship with the program.
   *
   * @param extra detectors beside those of this room, such as the endpoint adapters
   */
  public static Classifier create(MessageDecoder decoder, List<Detector> extra, Limits limits) {
    List<Guard> guards = new ArrayList<>();
    guards.add(new Guard(new KeyShapes()));
    for (Detector detector : extra) {
      guards.add(new Guard(detector));
    }
    return new Classifier(decoder, List.copyOf(guards), limits);
  }

  /**
   * Prepares the search for a phone's values.
   *
   * @throws ProfileException if a kind is unknown, or a value is too short or too common to be
   *     evidence
   */
  public CompiledProfile compile(DeviceProfile profile) throws ProfileException {
    List<String> faults = new ArrayList<>();
    KnownValues values = KnownValues.compile(profile, faults);
    if (!faults.isEmpty()) {
      throw new ProfileException(faults);
    }
    return new CompiledProfile(profile, values);
  }

  /**
   * The same, leaving out what cannot be searched for.
   *
   * @param faults receives a line for each value left out
   */
  CompiledProfile compileLenient(DeviceProfile profile, List<String> faults) {
    return new CompiledProfile(profile, KnownValues.compile(profile, faults));
  }

  /** What {@code exchange} carried away from the phone. */
  public Classification classify(Exchange exchange, CompiledProfile profile) {
    List<Finding> findings = new ArrayList<>();
    List<Gap> gaps = new ArrayList<>();
    Guard known = new Guard(profile.values());
    detect(exchange, decoder.decode(exchange.request()), null, known, findings, gaps);
    int sent = 0;
    for (int i = 0; i < exchange.messages().size() && sent < limits.messages(); i++) {
      Message message = exchange.messages().get(i);
      if (message.direction() == Message.Direction.SENT) {
        sent++;
        detect(exchange, decoder.decode(message), i, known, findings, gaps);
      }
    }
    return new Classification(findings, gaps);
  }

  private void detect(
      Exchange exchange,
      Decoded decoded,
      @Nullable Integer message,
      Guard known,
      List<Finding> into,
      List<Gap> gaps) {
    List<Finding> found = new ArrayList<>();
    run(known, exchange, decoded, found, gaps);
    for (Guard detector : detectors) {
      run(detector, exchange, decoded, found, gaps);
    }
    for (Finding finding : Settlement.settle(found)) {
      into.add(message == null ? finding : finding.inMessage(message));
    }
    for (String limit : decoded.limits()) {
      gaps.add(gap(exchange, Gap.Cause.UNDECODABLE, limit));
    }
    List<String> sealed = new ArrayList<>();
    for (Guard detector : detectors) {
      detector.sealed(exchange, decoded).ifPresent(sealed::add);
    }
    if (decoded.opaque() || !sealed.isEmpty()) {
      String what = decoded.opaque() ? opaque(exchange, message) : "part of a message";
      String who = sealed.isEmpty() ? "" : ": " + String.join("; ", sealed);
      gaps.add(gap(exchange, Gap.Cause.UNDECODABLE, what + who));
    }
  }

  private static String opaque(Exchange exchange, @Nullable Integer message) {
    long size =
        message == null
            ? exchange.request().body().sizeBytes()
            : exchange.messages().get(message).sizeBytes();
    return size
        + " bytes to "
        + exchange.connection().host()
        + " that no decoder opens and that look encrypted or compressed";
  }

  private static void run(
      Guard detector, Exchange exchange, Decoded decoded, List<Finding> found, List<Gap> gaps) {
    Guard.Outcome outcome = detector.detect(exchange, decoded);
    if (outcome instanceof Guard.Success success) {
      found.addAll(success.findings());
    } else if (outcome instanceof Guard.Failure failure) {
      gaps.add(gap(exchange, Gap.Cause.DETECTOR_FAILED, failure.detail()));
    }
  }

  private static Gap gap(Exchange exchange, Gap.Cause cause, String detail) {
    return new Gap(
        exchange.startedAtMillis(),
        cause,
        exchange.connection(),
        exchange.id(),
        exchange.connection().host(),
        1,
        detail);
  }

  /**
   * Version of the rules and of the code that applies them, for stored findings: a number that a
   * change of the code raises, and the versions of the detectors' data.
   */
  public String rulesVersion() {
    StringBuilder version = new StringBuilder(CODE_VERSION);
    for (Guard detector : detectors) {
      if (!detector.version().isEmpty()) {
        version.append('+').append(detector.version());
      }
    }
    return version.toString();
  }
}
