package dev.telltale.decode;

import dev.telltale.model.Message;
import dev.telltale.model.Request;

/** Takes requests and messages apart. Safe for any thread. */
public interface MessageDecoder {

  /** Decodes a request: target, header fields, cookies and content. Never throws. */
  Decoded decode(Request request);

  /**
   * Decodes one message of a WebSocket or gRPC exchange; places are rooted at {@code body:}. Never
   * throws.
   */
  Decoded decode(Message message);
}
