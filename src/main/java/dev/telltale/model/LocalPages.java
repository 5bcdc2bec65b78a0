package dev.telltale.model;

import java.util.List;

/**
 * The pages that the proxy's own port serves: the phone's onboarding page, the CA certificate,
 * {@code proxy.pac}. Called from network threads, so it answers from memory and never throws.
 */
public interface LocalPages {

  /**
   * The name under which a phone that uses the proxy finds the pages: {@code
   * http://telltale.test/}.
   */
  String HOST = "telltale.test";

  /**
   * The answer to a request that came to {@link #HOST} through the proxy, or to the proxy's port
   * directly.
   */
  Answer answer(Question question);

  /**
   * A request to the proxy itself.
   *
   * @param method the method
   * @param path the path with its query
   * @param headers header section
   * @param clientAddress address literal of the phone
   * @param throughProxy whether it came through the proxy (or else to its port directly)
   * @param encrypted whether it came through intercepted TLS, which shows that the browser trusts
   *     the CA
   */
  record Question(
      String method,
      String path,
      List<Header> headers,
      String clientAddress,
      boolean throughProxy,
      boolean encrypted) {}

  /**
   * What to answer.
   *
   * @param status status code
   * @param headers header section, without {@code Content-Length}
   * @param content content
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Answer(int status, List<Header> headers, byte[] content) {}
}
