package dev.telltale.intercept;

import dev.telltale.model.Body;
import dev.telltale.model.Exchange;
import dev.telltale.model.Gap;
import dev.telltale.model.Header;
import dev.telltale.model.Message;
import dev.telltale.model.Outcome;
import dev.telltale.model.Request;
import dev.telltale.model.Response;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An exchange while it passes. It is handed to the sink exactly once, however many ends it meets:
 * the first one tells the outcome. One event loop uses it.
 */
final class ExchangeLog implements MessageTap.Output {
  private final Services services;
  private final Flow flow;
  private final String id;
  private final long startedAtMillis;
  private final long startedNanos;
  private final String protocol;
  private final String method;
  private final String url;
  private final String target;
  private final List<Header> requestHeaders;
  private final BodyCapture requestBody;
  private final List<Message> messages = new ArrayList<>(0);
  private List<Header> requestTrailers = List.of();
  private List<Header> responseHeaders = List.of();
  private List<Header> responseTrailers = List.of();
  private @Nullable BodyCapture responseBody;
  private @Nullable MessageTap requestTap;
  private @Nullable MessageTap responseTap;
  private String reason = "";
  private int status;
  private long messagesDropped;
  private boolean finished;

  ExchangeLog(
      Services services,
      Flow flow,
      String protocol,
      String method,
      String url,
      String target,
      List<Header> headers) {
    this.services = services;
    this.flow = flow;
    this.protocol = protocol;
    this.method = method;
    this.url = url;
    this.target = target;
    this.requestHeaders = Secrets.withoutProxyCredential(headers);
    id = services.ids().next();
    startedAtMillis = services.clock().epochMillis();
    startedNanos = services.clock().monotonicNanos();
    requestBody = new BodyCapture(services.limits().captureBytes(), services.budget());
    requestTap = MessageTap.ofContent(headers, Message.Direction.SENT, services.limits(), this);
    services.live().add(this);
  }

  /** Records that a phone wanted to reach a destination, and why that came to nothing. */
  static void attempt(Services services, Flow flow, Destination.Unreachable reason) {
    new ExchangeLog(
            services,
            flow,
            "HTTP/1.1",
            "CONNECT",
            "https://" + Authority.format("https", flow.host(), flow.port()) + "/",
            flow.host() + ":" + flow.port(),
            List.of())
        .finish(reason.outcome(), reason.text());
  }

  String method() {
    return method;
  }

  String id() {
    return id;
  }

  int status() {
    return status;
  }

  void requestContent(ByteBuf buffer, int index, int length) {
    if (finished) {
      return;
    }
    requestBody.add(buffer, index, length);
    if (requestTap != null) {
      requestTap.content(buffer, index, length);
    }
  }

  void requestTrailers(List<Header> trailers) {
    requestTrailers = trailers;
  }

  void response(int code, String phrase, List<Header> headers) {
    if (finished) {
      return;
    }
    status = code;
    reason = phrase;
    responseHeaders = headers;
    responseBody = new BodyCapture(services.limits().captureBytes(), services.budget());
    responseTap =
        MessageTap.ofContent(headers, Message.Direction.RECEIVED, services.limits(), this);
  }

  void responseContent(ByteBuf buffer, int index, int length) {
    if (finished || responseBody == null) {
      return;
    }
    responseBody.add(buffer, index, length);
    if (responseTap != null) {
      responseTap.content(buffer, index, length);
    }
  }

  void responseTrailers(List<Header> trailers) {
    responseTrailers = trailers;
  }

  /** Ends the observation of message bodies; from now on messages come from elsewhere. */
  void upgraded() {
    requestTap = null;
    responseTap = null;
  }

  @Override
  public void message(Message.Direction direction, String kind, long sizeBytes, byte[] content) {
    if (finished) {
      return;
    }
    if (messages.size() == services.limits().messages()) {
      messagesDropped++;
      return;
    }
    messages.add(new Message(direction, services.clock().epochMillis(), kind, sizeBytes, content));
  }

  @Override
  public void undecodable(String detail) {
    flow.gap(Gap.Cause.UNDECODABLE, id, detail);
  }

  /** Whether {@link #finish} was called. */
  boolean finished() {
    return finished;
  }

  /**
   * Hands the exchange over. Later calls have no effect.
   *
   * @param failure what went wrong in words, null if nothing did
   */
  void finish(Outcome outcome, @Nullable String failure) {
    if (finished) {
      return;
    }
    finished = true;
    services.live().remove(this);
    if (requestTap != null) {
      requestTap.end();
    }
    if (responseTap != null) {
      responseTap.end();
    }
    Body sent = requestBody.finish();
    BodyCapture captured = responseBody;
    Body received = captured == null ? Body.EMPTY : captured.finish();
    boolean cut = sent.truncated() || received.truncated() || messagesDropped > 0;
    Outcome told = outcome == Outcome.COMPLETE && cut ? Outcome.TRUNCATED : outcome;
    long duration = (services.clock().monotonicNanos() - startedNanos) / 1_000_000;
    Exchange exchange =
        new Exchange(
            id,
            flow.connection(),
            protocol,
            new Request(method, url, target, requestHeaders, requestTrailers, sent),
            captured == null
                ? null
                : new Response(status, reason, responseHeaders, responseTrailers, received),
            messages,
            told,
            failure,
            startedAtMillis,
            duration);
    services.sink().exchange(exchange);
    truncated("request body", sent);
    truncated("response body", received);
    if (messagesDropped > 0) {
      flow.gap(Gap.Cause.TRUNCATED, id, messagesDropped + " messages beyond the limit");
    }
  }

  private void truncated(String what, Body body) {
    if (body.truncated()) {
      flow.gap(
          Gap.Cause.TRUNCATED,
          id,
          what + ": kept " + body.keptBytes() + " of " + body.sizeBytes() + " octets");
    }
  }
}
